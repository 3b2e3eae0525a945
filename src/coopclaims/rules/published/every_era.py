"""Everything published about co-op claims, as one rulebook: the editions of every era on one timeline.

Read the editions as tables: each rule has its value, the days on which it was seen published, its
source and its basis. The figures of the program stand there and nowhere else.
"""

from __future__ import annotations

from coopclaims.rules.book import Rulebook
from coopclaims.rules.published.older_platforms import CHIP_2014, PIE_2016
from coopclaims.rules.published.pages_2018_2020 import (
    PARTNER_CENTER_2018,
    PARTNER_CENTER_2019_04,
    PARTNER_CENTER_2019_11,
    PARTNER_CENTER_2020_05,
    PARTNER_CENTER_2020_07,
    PARTNER_CENTER_2020_09,
    PARTNER_CENTER_2020_10,
    PARTNER_CENTER_2020_11,
)
from coopclaims.rules.published.pages_2021_2024 import (
    PARTNER_CENTER_2021_09,
    PARTNER_CENTER_2023_07,
    PARTNER_CENTER_2023_10,
    PARTNER_CENTER_2024,
    PARTNER_CENTER_2025,
    PARTNER_CENTER_2025_05,
)

# fmt: off
partner_center = Rulebook(
    "Partner Center",
    (CHIP_2014, PIE_2016, PARTNER_CENTER_2018, PARTNER_CENTER_2019_04, PARTNER_CENTER_2019_11,
        PARTNER_CENTER_2020_05, PARTNER_CENTER_2020_07, PARTNER_CENTER_2020_09, PARTNER_CENTER_2020_10,
        PARTNER_CENTER_2020_11, PARTNER_CENTER_2021_09, PARTNER_CENTER_2023_07, PARTNER_CENTER_2023_10,
        PARTNER_CENTER_2024, PARTNER_CENTER_2025, PARTNER_CENTER_2025_05),
)
# fmt: on
"""Everything published about co-op claims in Partner Center and before it, on one timeline."""
