"""Transition tables: what each step leads to in each status, why not where it leads nowhere, and pictures.

A `Table` answers every pair of status and trigger, with a `Row` where the thing moves (or stays, and
something is recorded) and with a `Refusal` and its reason where it does not. A table with a hole, or with
two answers to one pair, cannot be made. Claims have one (`coopclaims.claims.TABLE`), and payments another
(`coopclaims.payments.PAYMENT_TABLE`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, Generic, TypeAlias, TypeVar, final

import attrs

from coopclaims._checks import door
from coopclaims._templates import shown
from coopclaims._values import Keyed, frozen
from coopclaims.errors import InvalidValue
from coopclaims.provenance import Basis, Message, Source

__all__ = ["Refusal", "Row", "Table"]

_Status = TypeVar("_Status", bound=Keyed)
_Trigger = TypeVar("_Trigger", bound=Keyed)
_Needs = TypeVar("_Needs")


@final
@frozen(kw_only=True)
class Row(Generic[_Status, _Trigger, _Needs]):
    """From status `source`, `trigger` leads to status `target`, and whoever does it needs `requires`.

    `source` is `None` where nothing is there yet. `target_by_policy` is where a policy makes the trigger
    lead instead, `None` where none does. `citation` is the document that the row rests on, and `basis`
    says how it is known.
    """

    source: _Status | None
    trigger: _Trigger
    target: _Status
    requires: _Needs
    citation: Source
    basis: Basis
    target_by_policy: _Status | None = None

    @property
    def leads_to(self) -> tuple[_Status, ...]:
        """Every status that the trigger may lead to, under one policy or another."""
        return (self.target,) if self.target_by_policy is None else (self.target, self.target_by_policy)


@final
@frozen(kw_only=True)
class Refusal(Generic[_Status, _Trigger]):
    """From status `source`, `trigger` is not possible, for `reason`.

    `source` is `None` where nothing is there yet. `citation` is the document that the refusal rests on,
    and `basis` says how it is known.
    """

    source: _Status | None
    trigger: _Trigger
    reason: Message
    citation: Source
    basis: Basis


def _caption(named: Keyed) -> str:
    return named.caption


def _by_policy(trigger: Keyed) -> str:
    return f"{trigger.caption}, by policy"


_Answer: TypeAlias = Row[_Status, _Trigger, _Needs] | Refusal[_Status, _Trigger]


@final
@frozen(kw_only=True, eq=False, repr=False)
class Table(
    Mapping["_Status | None", "Mapping[_Trigger, _Answer[_Status, _Trigger, _Needs]]"],
    Generic[_Status, _Trigger, _Needs],
):
    """The answer to every pair of status and trigger: `table[status][trigger]` is a row or a refusal.

    `name` says in a word what moves, such as "claim". `statuses` and `triggers` are the two enumerations;
    where nothing is there yet, the status is `None`. `rows` and `refusals` are the answers, in any order.
    Raises `InvalidValue`, naming the pairs that are answered twice or not at all.

    >>> from coopclaims.claims import TABLE, ClaimStatus, Trigger
    >>> TABLE[ClaimStatus.EDITING][Trigger.SUBMIT].target
    <ClaimStatus.SUBMITTED: 'submitted'>
    """

    name: str
    statuses: type[_Status]
    triggers: type[_Trigger]
    rows: tuple[Row[_Status, _Trigger, _Needs], ...]
    refusals: tuple[Refusal[_Status, _Trigger], ...]
    targets: Mapping[_Status | None, Mapping[_Trigger, tuple[_Status, ...]]] = attrs.field(init=False)
    """Where each possible trigger may lead, by status."""
    _answers: Mapping[_Status | None, Mapping[_Trigger, _Answer[_Status, _Trigger, _Needs]]] = attrs.field(
        init=False
    )

    def __attrs_post_init__(self) -> None:
        found: dict[_Status | None, dict[_Trigger, _Answer[_Status, _Trigger, _Needs]]]
        found = {at: {} for at in (None, *self.statuses)}
        twice: list[str] = []
        answers: tuple[_Answer[_Status, _Trigger, _Needs], ...] = (*self.rows, *self.refusals)
        for answer in answers:
            if answer.trigger in found[answer.source]:
                twice.append(f"{answer.source or '-'} / {answer.trigger}")
            found[answer.source][answer.trigger] = answer
        missing = [f"{at or '-'} / {on}" for at, on in self._pairs() if on not in found[at]]
        if twice or missing:
            got = f"answered twice: {twice}; not answered: {missing}"
            raise InvalidValue(f"{self.name} table", got, "one_answer_a_pair")
        targets: dict[_Status | None, dict[_Trigger, tuple[_Status, ...]]] = {at: {} for at in found}
        for at, on in self._pairs():
            if isinstance(row := found[at][on], Row):
                targets[at][on] = row.leads_to
        object.__setattr__(self, "targets", _read_only(targets))
        object.__setattr__(self, "_answers", _read_only(found))

    def _pairs(self) -> Iterator[tuple[_Status | None, _Trigger]]:
        return ((at, on) for at in (None, *self.statuses) for on in self.triggers)

    def __getitem__(self, status: _Status | None, /) -> Mapping[_Trigger, _Answer[_Status, _Trigger, _Needs]]:
        return self._answers[status]

    def __iter__(self) -> Iterator[_Status | None]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __hash__(self) -> int:
        return object.__hash__(self)

    @door
    def possible(self, status: _Status | None) -> tuple[_Trigger, ...]:
        """Return the triggers that lead somewhere from this status, in the order of their enumeration.

        `status` is `None` where nothing is there yet.

        >>> from coopclaims.claims import TABLE, ClaimStatus
        >>> [str(trigger) for trigger in TABLE.possible(ClaimStatus.REJECTED)]
        ['comment', 'dispute', 'correct_instant']
        """
        return tuple(self.targets[status])

    @door
    def is_final(self, status: _Status) -> bool:
        """Return whether nothing leads from `status`, one of the table, to another.

        >>> from coopclaims.payments import PAYMENT_TABLE
        >>> from coopclaims.payouts import PaymentStatus
        >>> PAYMENT_TABLE.is_final(PaymentStatus.ESCHEATED)
        True
        """
        return all(to == (status,) for to in self.targets[status].values())

    # Pictures and pages drawn from the table, as text.

    @door
    def mermaid(
        self,
        path: Iterable[tuple[_Status | None, _Trigger, _Status]] = (),
        *,
        called: Callable[[Keyed], str] = _caption,
        by_policy: Callable[[Keyed], str] = _by_policy,
    ) -> str:
        """Return the table as a Mermaid state diagram; triggers that change no status are left out.

        `path` are the steps that were taken, each as a status, a trigger and the status that it led to, in
        their order; empty for the bare table. Where there is one, the label of each of its arrows has the
        numbers of its steps, counted from 1, the statuses that it went through have the class `taken`, and
        the last one the class `reached`. `called` returns what a status or a trigger is called, and
        `by_policy` what a trigger is called where a policy makes it lead elsewhere; both are English unless
        given, on one line, without the quotes and semicolons by which Mermaid ends a text.

        >>> from coopclaims.claims import TABLE
        >>> TABLE.mermaid().splitlines()[1]
        '    [*] --> Editing: create'
        """
        lines, taken = ["stateDiagram-v2"], _Path(path)
        renamed = [each for each in self.statuses if called(each) != each.caption]
        lines += [f'    state "{called(each)}" as {_joined(each)}' for each in renamed]
        for row, to, label in self._arrows(called, by_policy):
            start = "[*]" if row.source is None else _joined(row.source)
            numbers = taken.numbered(row.source, row.trigger, to)
            lines.append(f"    {start} --> {_joined(to)}: {label}{numbers}")
        lines += [f"    {_joined(status)} --> [*]" for status in self.statuses if self.is_final(status)]
        if taken.reached is not None:
            lines += [f"    classDef taken {_TAKEN}", f"    classDef reached {_REACHED}"]
            through = [_joined(each) for each in self.statuses if each in taken.through]
            lines += [f"    class {','.join(through)} taken"] if through else []
            lines.append(f"    class {_joined(taken.reached)} reached")
        return "\n".join(lines)

    @door
    def dot(
        self,
        path: Iterable[tuple[_Status | None, _Trigger, _Status]] = (),
        *,
        called: Callable[[Keyed], str] = _caption,
        by_policy: Callable[[Keyed], str] = _by_policy,
    ) -> str:
        """Return the table in DOT, the language of Graphviz, with the arrows of `mermaid`.

        `path`, `called` and `by_policy` are as there. The arrows of the path are bold and numbered, the
        statuses that it went through have a bold border, and the last one is filled.

        >>> from coopclaims.claims import TABLE
        >>> TABLE.dot().splitlines()[2]
        '    "editing" [label="Editing"];'
        """
        lines, taken = [f'digraph "{self.name}" {{', '    "" [shape=point];'], _Path(path)
        for status in self.statuses:
            border = ", peripheries=2" if self.is_final(status) else ""
            look = taken.look_of(status)
            lines.append(f'    "{status}" [label="{called(status)}"{border}{look}];')
        for row, to, label in self._arrows(called, by_policy):
            numbers = taken.numbered(row.source, row.trigger, to)
            bold = ", penwidth=3" if numbers else ""
            lines.append(f'    "{row.source or ""}" -> "{to}" [label="{label}{numbers}"{bold}];')
        return "\n".join([*lines, "}"])

    def _arrows(
        self, called: Callable[[Keyed], str], by_policy: Callable[[Keyed], str]
    ) -> Iterator[tuple[Row[_Status, _Trigger, _Needs], _Status, str]]:
        """Yield what moves the thing from one status to another: row, target and label."""
        for row in self.rows:
            if row.source is not row.target:
                yield row, row.target, called(row.trigger)
                if row.target_by_policy is not None:
                    yield row, row.target_by_policy, by_policy(row.trigger)

    @door
    def markdown(self, *, needs: str = "needs") -> str:
        """Return the whole table as Markdown: each status with what is possible and what is refused.

        `needs` heads the column of what a row requires.
        """
        lines: list[str] = []
        for status, answers in self.items():
            lines += [f"## {f'No {self.name} yet' if status is None else status.caption}", ""]
            lines += [f"| step | outcome | {needs} | basis | source |", "|---|---|---|---|---|"]
            for trigger in self.triggers:
                answer, required = answers[trigger], ""
                if isinstance(answer, Row):
                    outcome, required = _outcome(answer), shown(answer.requires)
                else:
                    outcome = f"refused: {answer.reason.english}"
                cells = (trigger.caption, outcome, required, answer.basis.kind.caption, answer.citation)
                lines.append(f"| {' | '.join(map(str, cells))} |")
            lines.append("")
        return "\n".join(lines)


_TAKEN: Final = "stroke-width:4px"
_REACHED: Final = "stroke-width:4px,font-weight:bold"


@final
class _Path(Generic[_Status, _Trigger]):
    """The steps that a thing took through its table: by arrow the numbers of those that took it."""

    def __init__(self, path: Iterable[tuple[_Status | None, _Trigger, _Status]]) -> None:
        steps = tuple(path)
        self.reached = steps[-1][2] if steps else None
        self.through = frozenset(to for _, _, to in steps if to is not self.reached)
        self._numbers: dict[tuple[_Status | None, _Trigger, _Status], list[int]] = {}
        for number, step in enumerate(steps, start=1):
            self._numbers.setdefault(step, []).append(number)

    def numbered(self, source: _Status | None, trigger: _Trigger, target: _Status) -> str:
        """Return the numbers of the steps that took an arrow, as they follow its label."""
        numbers = self._numbers.get((source, trigger, target), ())
        return f" ({', '.join(map(str, numbers))})" if numbers else ""

    def look_of(self, status: _Status) -> str:
        """Return the attributes of a status in DOT."""
        if status is self.reached:
            return ', penwidth=3, style=filled, fillcolor="#d0d7de"'
        return ", penwidth=3" if status in self.through else ""


def _outcome(row: Row[_Status, _Trigger, _Needs]) -> str:
    outcome = "stays" if row.target is row.source else f"**{row.target.caption}**"
    by_policy = row.target_by_policy
    return outcome if by_policy is None else f"{outcome}, or by policy {by_policy.caption}"


def _joined(status: Keyed) -> str:
    return status.caption.replace(" ", "_")


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _read_only(
    table: Mapping[_Status | None, Mapping[_Key, _Value]],
) -> Mapping[_Status | None, Mapping[_Key, _Value]]:
    return MappingProxyType({at: MappingProxyType(answers) for at, answers in table.items()})
