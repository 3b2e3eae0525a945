"""Words for people: what is said, and what things are called, in a language; names are read back too."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.labels.exporting import (
        catalogue_as_json as catalogue_as_json, catalogue_as_pot as catalogue_as_pot,
    )
    from coopclaims.labels.published import (
        LABELS as LABELS, parse_label as parse_label, parse_page_word as parse_page_word,
        parse_role as parse_role,
    )
    from coopclaims.labels.rendering import (
        Captioned as Captioned, Explainable as Explainable, captions as captions, label as label,
        messages as messages, render as render, sentence as sentence,
    )
    from coopclaims.labels.speaking import CATALOGUE_LANGUAGES as CATALOGUE_LANGUAGES
    from coopclaims.labels.vocabulary import (
        Label as Label, LabelForm as LabelForm, LabelledObject as LabelledObject, Language as Language,
        Named as Named, PageWord as PageWord, Vocabulary as Vocabulary,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "exporting": "catalogue_as_json catalogue_as_pot",
        "published": "LABELS parse_label parse_page_word parse_role",
        "rendering": "Captioned Explainable captions label messages render sentence",
        "speaking": "CATALOGUE_LANGUAGES",
        "vocabulary": "Label LabelForm LabelledObject Language Named PageWord Vocabulary",
    })
# fmt: on
