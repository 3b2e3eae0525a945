"""The same step of the same claim in other libraries: a role is checked, the status changes, it is noted.

Each peer prepares claims that wait for a reviewer, and takes one step with one of them. None of them
builds a command, checks a scope or looks up a dated rule, so the comparison favours the peers.
"""

from __future__ import annotations

import contextlib
import warnings
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AT = datetime(2022, 9, 15, 16, tzinfo=UTC)
REVIEWER = ("reviewer",)


class Peer(NamedTuple):
    """How a claim is made that waits for a reviewer, how a review is started, and what came of it."""

    name: str
    make: Callable[[], Any]
    start: Callable[[Any], object]
    status: Callable[[Any], str]
    share: int = 1
    """A slow peer takes this many times fewer steps a round."""


class Noted:
    """What happened, as a hand-written aggregate keeps it."""

    __slots__ = ("after", "at", "before", "by", "command", "number")

    def __init__(self, number: int, at: datetime, by: str, command: str, before: str, after: str) -> None:
        self.number, self.at, self.by, self.command = number, at, by, command
        self.before, self.after = before, after


class Aggregate:
    """A mutable claim by hand: the floor."""

    __slots__ = ("noted", "status")

    def __init__(self) -> None:
        self.status = "submitted"
        self.noted: list[Noted] = []

    def start_review(self, by: str, roles: tuple[str, ...], at: datetime, command: str) -> None:
        """Start the review, if the role and the status allow it."""
        if "reviewer" not in roles:
            raise PermissionError(by)
        if self.status != "submitted":
            raise ValueError(self.status)
        self.record(Noted(len(self.noted) + 1, at, by, command, self.status, "under_review"))

    def record(self, noted: Noted) -> None:
        """Apply and keep what happened."""
        self.status = noted.after
        self.noted.append(noted)


FLOOR = Peer(
    "hand-written aggregate, with event objects",
    Aggregate,
    lambda claim: claim.start_review("rita", REVIEWER, AT, "command-1"),
    lambda claim: str(claim.status),
)


def peers(load: Callable[[str], Any] = import_module) -> Iterator[Peer | str]:
    """Yield each peer, or the name of one that is missing."""
    yield FLOOR
    for name, build in _BUILDERS.items():
        try:
            yield build(load(name))
        except ImportError:
            yield name


def _eventsourcing(_library: Any) -> Peer:
    domain = import_module("eventsourcing.domain")

    class Claim(domain.Aggregate):  # type: ignore[misc,name-defined]  # an untyped base
        def __init__(self) -> None:
            self.status = "submitted"

        def start_review(self, by: str, at: datetime) -> None:
            if "reviewer" not in REVIEWER:
                raise PermissionError(by)
            if self.status != "submitted":
                raise ValueError(self.status)
            self._start(by=by, at=at)

        @domain.event("Started")  # type: ignore[untyped-decorator]
        def _start(self, by: str, at: datetime) -> None:  # noqa: ARG002 - the event has these fields
            self.status = "under_review"

    return Peer("eventsourcing", Claim, lambda claim: claim.start_review("rita", AT), lambda one: one.status)


def _transitions(library: Any) -> Peer:
    class Model:
        state: str

        def __init__(self) -> None:
            self.noted: list[tuple[object, ...]] = []

        def may(self, _by: str, roles: tuple[str, ...], _at: datetime) -> bool:
            return "reviewer" in roles

        def note(self, by: str, _roles: tuple[str, ...], at: datetime) -> None:
            self.noted.append((at, by, "start_review"))

    machine = library.Machine(
        model=None, states=["submitted", "under_review"], initial="submitted", auto_transitions=False
    )
    machine.add_transition("start_review", "submitted", "under_review", conditions="may", after="note")

    def make() -> Model:
        model = Model()
        machine.add_model(model)
        return model

    return Peer(
        "transitions",
        make,
        lambda model: model.start_review("rita", REVIEWER, AT),
        lambda model: str(model.state),
        share=4,
    )


def _xstate(library: Any) -> Peer:
    noted: list[tuple[object, ...]] = []
    start = {"target": "under_review", "guard": "may", "actions": ["note"]}
    machine = library.create_machine(
        {
            "id": "claim",
            "initial": "submitted",
            "context": {},
            "states": {"submitted": {"on": {"START": start}}, "under_review": {}},
        },
        logic=library.MachineLogic(
            guards={"may": lambda _context, event: "reviewer" in event.payload["roles"]},
            actions={"note": lambda _i, _c, event, _a: noted.append((AT, event.payload["by"]))},
        ),
    )
    return Peer(
        "xstate-statemachine",
        lambda: library.SyncInterpreter(machine).start(),
        lambda claim: claim.send("START", by="rita", roles=REVIEWER),
        lambda claim: next(iter(claim.current_state_ids)).rpartition(".")[2],
        share=4,
    )


def _python_statemachine(library: Any) -> Peer:
    state = library.State

    class Claim(library.StateMachine):  # type: ignore[misc]  # an untyped base
        submitted = state(initial=True)
        under_review = state(final=True)
        start_review = submitted.to(under_review, cond="may", on="note")

        def __init__(self) -> None:
            self.noted: list[tuple[object, ...]] = []
            super().__init__()

        def may(self, roles: tuple[str, ...]) -> bool:
            return "reviewer" in roles

        def note(self, by: str, at: datetime) -> None:
            self.noted.append((at, by))

    return Peer(
        "python-statemachine",
        Claim,
        lambda claim: claim.start_review(by="rita", roles=REVIEWER, at=AT),
        lambda claim: str(next(iter(claim.configuration)).id),
        share=20,
    )


def _protean(library: Any) -> Peer:
    fields, applying = import_module("protean.fields"), import_module("protean.core.aggregate").apply
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        domain = library.Domain(name="claims")

        @domain.event(part_of="Claim")
        class Started:
            claim_id = fields.String()
            by = fields.String()

        started_event: Any = Started

        def started(claim: Any, event: Any) -> None:  # noqa: ARG001 - found by its annotation
            claim.status = "under_review"

        started.__annotations__ = {"event": Started}  # read at once, so a name in quotes will not do

        class Claim:
            status = fields.String(default="submitted")
            on_started = applying(started)

            def start_review(self: Any, by: str, roles: tuple[str, ...]) -> None:
                if "reviewer" not in roles:
                    raise PermissionError(by)
                if self.status != "submitted":
                    raise ValueError(self.status)
                self.raise_(started_event(claim_id=self.id, by=by))

        claim = domain.aggregate(event_sourced=True)(Claim)
        domain.init(traverse=False)
    contextlib.ExitStack().enter_context(domain.domain_context())
    return Peer(
        "protean",
        claim,
        lambda one: one.start_review("rita", REVIEWER),
        lambda one: str(one.status),
        share=50,
    )


_BUILDERS: dict[str, Callable[[Any], Peer]] = {
    "eventsourcing": _eventsourcing,
    "transitions": _transitions,
    "xstate_statemachine": _xstate,
    "statemachine": _python_statemachine,
    "protean": _protean,
}
