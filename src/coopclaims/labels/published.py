"""The published names of the claim statuses, as data, in the languages we know.

The pages write some names one way in their list of statuses and another way in running text, and
translators did not always agree with each other. Both forms are kept as published, odd ones too:
the French and German lists have a word of English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.claims.claim import ClaimStatus
from coopclaims.labels.vocabulary import LabelForm, Language, StatusNames, Vocabulary
from coopclaims.provenance import Source

if TYPE_CHECKING:
    from coopclaims.labels.vocabulary import LabelledObject

_PAGES = Source(document="MG20", facts=("S-01", "S-02", "S-03"))
"""The page on managing claims, with its translations: the list of six and the text on disputes.

Names marked PoE are on the proof-of-execution page (PO20) only.
"""

_S = ClaimStatus

_ENGLISH = Language(
    key="en",
    name="English",
    source=_PAGES,
    names=(
        StatusNames(_S.EDITING, "Editing", "editing"),
        StatusNames(_S.SUBMITTED, "Submitted", "Submitted"),
        StatusNames(_S.UNDER_REVIEW, "Under review", "Under review"),
        StatusNames(_S.ACTION_REQUIRED, "Action required", "Action required"),
        StatusNames(_S.APPROVED, "Approved", "Approved"),
        StatusNames(_S.REJECTED, "Rejected", "Rejected"),
        StatusNames(_S.DISPUTED, "Disputed", "Disputed"),
        StatusNames(_S.PARTNER_ACTION_REQUIRED, "Partner Action Required", "Partner Action Required"),
    ),
)

_SWEDISH = Language(
    key="sv",
    name="Swedish",
    source=_PAGES,
    names=(
        StatusNames(_S.EDITING, "Redigering", "redigeras"),
        StatusNames(_S.SUBMITTED, "Skickad", "Skickad"),
        StatusNames(_S.UNDER_REVIEW, "Under granskning", "Under granskning"),
        StatusNames(_S.ACTION_REQUIRED, "Åtgärd som krävs", "Åtgärd som krävs"),
        StatusNames(_S.APPROVED, "Godkända", "Godkänd"),
        StatusNames(_S.REJECTED, "Avslagen", "Avvisad"),
        StatusNames(_S.DISPUTED, "Omtvistad", "Omtvistad"),
        StatusNames(_S.PARTNER_ACTION_REQUIRED, "Partneråtgärd krävs", "Partneråtgärd krävs"),
    ),
)

_DUTCH = Language(
    key="nl",
    name="Dutch",
    source=_PAGES,
    names=(
        StatusNames(_S.EDITING, "In bewerking", "bewerkt"),
        StatusNames(_S.SUBMITTED, "Ingediend", "Ingediend"),
        StatusNames(_S.UNDER_REVIEW, "Wordt beoordeeld", "Wordt beoordeeld"),
        StatusNames(_S.ACTION_REQUIRED, "Vereiste actie", "Vereiste actie"),
        StatusNames(_S.APPROVED, "Goedgekeurd", "Goedgekeurd"),
        StatusNames(_S.REJECTED, "Afgewezen", "Afgewezen", ("geweigerd",)),  # in headings
        StatusNames(_S.DISPUTED, "Betwist", "Betwist"),
        StatusNames(_S.PARTNER_ACTION_REQUIRED, "Partneractie vereist", "Partneractie vereist"),
    ),
)

_FRENCH = Language(
    key="fr",
    name="French",
    source=_PAGES,
    names=(
        StatusNames(_S.EDITING, "Modification", "modification"),
        StatusNames(_S.SUBMITTED, "Envoyée", "Envoyée"),
        StatusNames(  # the variant: PoE
            _S.UNDER_REVIEW, "En cours d'évaluation", "En cours d'évaluation", ("En cours d'examen",)
        ),
        StatusNames(_S.ACTION_REQUIRED, "Action requise", "Action requise"),
        StatusNames(_S.APPROVED, "Approved", "Approuvé"),
        StatusNames(_S.REJECTED, "Rejeté", "Refusé"),
        StatusNames(_S.DISPUTED, "En litige", "En litige"),
        StatusNames(
            _S.PARTNER_ACTION_REQUIRED, "Action du partenaire requise", "Action du partenaire requise"
        ),
    ),
)

_GERMAN = Language(
    key="de",
    name="German",
    source=_PAGES,
    names=(
        StatusNames(_S.EDITING, "Bearbeitung läuft", "In Bearbeitung", ("Bearbeiten",)),  # 2018 to 2019
        StatusNames(_S.SUBMITTED, "Gesendet", "Gesendet"),
        StatusNames(_S.UNDER_REVIEW, "Wird überprüft", "Wird überprüft", ("Überprüft",)),  # PoE
        StatusNames(_S.ACTION_REQUIRED, "Erforderliche Aktion", "Erforderliche Aktion"),
        StatusNames(_S.APPROVED, "Genehmigt", "Genehmigt"),
        StatusNames(_S.REJECTED, "Rejected (Abgelehnt)", "Abgelehnt"),
        StatusNames(_S.DISPUTED, "Widersprochen", "Widersprochen"),
        StatusNames(_S.PARTNER_ACTION_REQUIRED, "Partneraktion erforderlich", "Partneraktion erforderlich"),
    ),
)

PUBLISHED_LABELS = Vocabulary((_ENGLISH, _SWEDISH, _DUTCH, _FRENCH, _GERMAN))
"""The eight published statuses in English, Swedish, Dutch, French and German."""


def label(status: ClaimStatus, language: str, form: LabelForm = LabelForm.LIST) -> str:
    """Return the published name of a claim status, as the list or the running text writes it.

    `status` is the status to name, and `form` says whether the name is for a list or for running text.

    `language` is "en", "sv", "nl", "fr" or "de", or a tag that begins so ("sv-SE").
    Raises `UnknownLabel` for any other language, and for Cancelled and Expired, which we infer and
    no page names.

    >>> label(ClaimStatus.ACTION_REQUIRED, "nl")
    'Vereiste actie'
    """
    return PUBLISHED_LABELS.label(status, language, form)


def parse_label(text: str, *, kind: LabelledObject, language: str | None = None) -> ClaimStatus:
    """Return the claim status that a label names, in any language or in the one given.

    `text` is the label as it was read. `language` is a key or tag as for `label`, `None` for any language.
    Accents, case, spaces and punctuation do not matter; both forms and known variants are read.
    `kind` says what the label was read from: "Action required" on a bank profile is no claim status.
    Raises `UnknownLabel`, with a note on what the text may be, for anything that is not the label
    of exactly one claim status. Source: S-01 to S-03, S-16.

    >>> from coopclaims.labels import LabelledObject
    >>> parse_label("UNDER REVIEW", kind=LabelledObject.CLAIM)
    <ClaimStatus.UNDER_REVIEW: 'under_review'>
    """
    return PUBLISHED_LABELS.parse(text, kind=kind, language=language)
