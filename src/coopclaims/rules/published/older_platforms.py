"""The rules of the platforms before Partner Center, by edition.

Each platform had claims, pages and rules of its own. What was said of one is therefore withdrawn where
the next begins, and is never carried forward into it: the platform of 2014 ends with 2014, and that of
2015 and 2016 on 2018-09-01, in whose month the first pages of Partner Center were seen. Between what one
said and the next repeats nothing answers, even where the figure came back later.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.calendars.conventions import BusinessDays
from coopclaims.periods import CalendarDays, MonthDay, UsagePeriod
from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.editions import Edition, PlanDeadline, ProgramCalendar
from coopclaims.rules.published import DISTRIBUTORS, MANAGED_RESELLER
from coopclaims.rules.rule import stated

_ARTICLES: Final = date(2014, 10, 17)
"""The day of every article about the platform of 2014."""

_CHIP_ENDED: Final = date(2015, 1, 1)
"""Its successor is known from 2015 on; a year alone means its first day."""

_PIE_ENDED: Final = date(2018, 9, 1)
"""The month of the first pages of Partner Center; a month alone means its first day."""

# fmt: off
CHIP_2014 = Edition(
    name="CHIP, 2014",
    review_span=stated(  # published as working days
        BusinessDays(3), cite("KB-3WD", "D-07"), _ARTICLES, _ARTICLES, withdrawn=_CHIP_ENDED
    ),
    claim_deadline_days=stated(CalendarDays(45), cite("KB-DL", "D-04"), _ARTICLES, _ARTICLES,
        withdrawn=_CHIP_ENDED),
    plan_needed_for=stated(frozenset(DISTRIBUTORS), cite("KB-DIST", "A-13"), _ARTICLES, _ARTICLES,
        withdrawn=_CHIP_ENDED),
    plan_submission_deadline=stated(PlanDeadline.FISCAL_HALF, cite("KB-DL", "D-18"), _ARTICLES, _ARTICLES,
        withdrawn=_CHIP_ENDED),
)
"""The support articles of 2014-10."""

PIE_2016 = Edition(
    name="PIE, 2015-2016",
    # No review span: the article says that a review may take more than three days, which bounds nothing.
    payment_span=stated(CalendarDays(45), cite("KB-TL", "D-10"), date(2016, 8, 30), date(2016, 8, 30),
        withdrawn=_PIE_ENDED),
    payment_run_day=stated(
        14,
        cite("KB-CYC", "D-12"),
        date(2016, 8, 9),
        date(2016, 8, 9),
        withdrawn=_PIE_ENDED,
        basis=inferred(message("reading.run_until_the_14th",
            "on or before the 14th, 23:59:59 in the program's zone")),
    ),
    rebate_days=stated((MonthDay(2, 15), MonthDay(8, 15)), cite("KB-TL", "D-32"), date(2016, 8, 30),
        date(2016, 8, 30), withdrawn=_PIE_ENDED),
    program_calendars=stated(
        (
            ProgramCalendar(
                programs=frozenset(MANAGED_RESELLER),
                executed=UsagePeriod(date(2016, 1, 1), date(2016, 9, 30)),
                claims_from=None,  # "mid-May" names no day
                claims_until=date(2016, 10, 15),
            ),
        ),
        cite("KB-EXEC", "D-14"),
        date(2016, 8, 9),
        date(2016, 8, 9),
        withdrawn=_PIE_ENDED,
    ),
)
# fmt: on
"""The support articles of 2016. One activity and one currency for each claim is how a form is made."""
