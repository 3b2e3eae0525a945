"""One line of a checklist: what is asked for, what can carry it, and how it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import final

import attrs

from coopclaims.activities import Bearer, Condition
from coopclaims.identifiers import ItemId
from coopclaims.provenance import Basis, Explanation, Source

__all__ = ["ChecklistLine", "EvidenceKind", "RequirementState"]


@final
class EvidenceKind(StrEnum):
    """What kind of thing is asked for. Source: OV18 A-15; CO20 C-02."""

    COST = "cost"
    CIRCUMSTANCE = "circumstance"
    PRE_APPROVAL = "pre-approval"
    CORE = "core requirement"
    PROOF = "proof"
    METRIC = "metric"


@final
class RequirementState(StrEnum):
    """How something that an activity may ask for stands with a claim."""

    MET = "met"
    MISSING = "missing"
    NOT_ASKED = "not asked for"


@final
@attrs.frozen(kw_only=True)
class ChecklistLine:
    """One thing that is asked for, or would be in other circumstances, and how it stands.

    `what` says it in words. `ways` are the sets of keys of which each would meet it: one set, or several
    where there is a choice, and none for the cost and a pre-approval. `by` says what can carry them;
    `items` are the items that meet it, empty where the form does. `conditions` decide whether it is
    asked for, the outermost first, each with whether it is met. `activity` is the name of the activity
    that asks, empty for the cost, which every claim shows.
    """

    kind: EvidenceKind
    activity: str = ""
    what: str
    ways: tuple[tuple[str, ...], ...] = ()
    by: tuple[Bearer, ...]
    state: RequirementState
    items: tuple[ItemId, ...] = ()
    conditions: tuple[tuple[Condition, bool], ...] = ()
    source: Source
    basis: Basis

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that can help to meet it, each once."""
        return tuple(dict.fromkeys(key for way in self.ways for key in way))

    def explain(self) -> Explanation:
        """Return what is asked for, how it stands, and the circumstances that decide it."""
        figures: dict[str, str] = {
            "kind": self.kind,
            "activity": self.activity,
            "requirement": self.what,
            "keys": ", ".join(self.keys),
            "state": self.state,
            "items": ", ".join(self.items),
        }
        met_by = f" by {figures['items']}" if self.items else ""
        return Explanation(
            code="requirement",
            text=f"{self.kind}: {self.what}: {self.state}{met_by}",
            figures=tuple((name, value) for name, value in figures.items() if value),
            source=self.source,
            basis=self.basis,
            because=tuple(_told(condition, is_met=is_met) for condition, is_met in self.conditions),
        )


def _told(condition: Condition, *, is_met: bool) -> Explanation:
    key = condition.circumstance.key
    stated = "stated" if is_met is condition.holds else "not stated"
    return Explanation(
        code="condition",
        text=f"{condition}, and that is {stated}",
        figures=(("circumstance", key), ("asked_if_stated", condition.holds), ("stated", stated)),
    )
