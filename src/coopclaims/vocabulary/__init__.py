"""The published names of the claim statuses: given in a language, and read back from a label."""

from __future__ import annotations

from coopclaims.vocabulary.names import LabelForm, Language, StatusNames, Vocabulary
from coopclaims.vocabulary.others import LabelledObject
from coopclaims.vocabulary.published import PUBLISHED_LABELS, label, parse_label

__all__ = [
    "PUBLISHED_LABELS",
    "LabelForm",
    "LabelledObject",
    "Language",
    "StatusNames",
    "Vocabulary",
    "label",
    "parse_label",
]
