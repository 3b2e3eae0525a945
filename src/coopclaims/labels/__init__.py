"""Words for people: the published names of the claim statuses, given in a language and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.labels.published import (
        PUBLISHED_LABELS as PUBLISHED_LABELS, label as label, parse_label as parse_label,
    )
    from coopclaims.labels.vocabulary import (
        LabelForm as LabelForm, LabelledObject as LabelledObject, Language as Language,
        StatusNames as StatusNames, Vocabulary as Vocabulary,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "published": "PUBLISHED_LABELS label parse_label",
        "vocabulary": "LabelForm LabelledObject Language StatusNames Vocabulary",
    })
# fmt: on
