"""Words for people: the names of statuses, roles and pages' words, given in a language and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.labels.published import (
        LABELS as LABELS, label as label, parse_label as parse_label, parse_page_word as parse_page_word,
        parse_role as parse_role,
    )
    from coopclaims.labels.vocabulary import (
        Label as Label, LabelForm as LabelForm, LabelledObject as LabelledObject, Language as Language,
        Named as Named, PageWord as PageWord, Vocabulary as Vocabulary,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "published": "LABELS label parse_label parse_page_word parse_role",
        "vocabulary": "Label LabelForm LabelledObject Language Named PageWord Vocabulary",
    })
# fmt: on
