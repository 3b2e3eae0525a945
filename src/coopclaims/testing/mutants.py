"""Tables and rules that are altered in one place, to see whether tests would notice.

A mutant is the published table or rulebook with one thing turned: a row dropped or leading elsewhere, a
figure shifted by one, a day moved, a role added. A test of yours is worth something where it fails for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final, Generic, TypeVar, cast, final

import attrs

from coopclaims._values import Keyed, frozen
from coopclaims.activities.catalogue import Catalogue
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.claims.claim import ClaimStatus, Trigger
from coopclaims.claims.table import TABLE
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.parties import Action, Role
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.periods import CalendarDays, MonthDay, MonthEnd, Months
from coopclaims.provenance import PUBLISHED, BasisKind, inferred
from coopclaims.rules.book import Rulebook
from coopclaims.rules.editions import Edition, PlanDeadline
from coopclaims.rules.published.every_era import partner_center
from coopclaims.rules.rule import Rule
from coopclaims.transitions import Refusal, Row, Table

MutantT = TypeVar("MutantT")
StatusT = TypeVar("StatusT", bound=Keyed)
TriggerT = TypeVar("TriggerT", bound=Keyed)


@final
@frozen
class Mutant(Generic[MutantT]):
    """Something that is altered in one place: `name` says where and how, `value` is what became of it."""

    name: str
    value: MutantT

    def __str__(self) -> str:
        return self.name


def survivors(mutants: Iterable[Mutant[MutantT]], passes: Callable[[MutantT], object]) -> tuple[str, ...]:
    """Return the names of the mutants that a check does not notice; none where it is worth something.

    `passes` is the check: it answers falsely, or raises `AssertionError`, for what it finds wrong. See
    first that it passes what is not altered, or it notices everything and proves nothing.

    >>> from coopclaims.claims import TABLE, ClaimStatus, Trigger
    >>> def my_test(table):
    ...     return table[ClaimStatus.REJECTED][Trigger.DISPUTE].target is ClaimStatus.DISPUTED
    >>> my_test(TABLE), len(survivors(claim_table_mutants(), lambda table: table.rows == TABLE.rows))
    (True, 0)
    """
    return tuple(mutant.name for mutant in mutants if _is_passed(passes, mutant.value))


def _is_passed(passes: Callable[[MutantT], object], value: MutantT) -> bool:
    try:
        return bool(passes(value))
    except AssertionError:
        return False


def claim_table_mutants() -> Iterator[Mutant[Table[ClaimStatus, Trigger, Action]]]:
    """Yield the table of claims with one answer altered.

    A row is dropped, leads to each other status, needs each other action, or loses its target by policy; a
    refusal becomes a row.

    >>> next(claim_table_mutants()).name
    '- / create refused'
    """
    return table_mutants(TABLE)


def payment_table_mutants() -> Iterator[Mutant[Table[PaymentStatus, PaymentTrigger, Action]]]:
    """Yield the table of payments with one answer altered: see `claim_table_mutants`.

    >>> next(payment_table_mutants()).name
    '- / make refused'
    """
    return table_mutants(PAYMENT_TABLE)


def table_mutants(
    table: Table[StatusT, TriggerT, Action],
) -> Iterator[Mutant[Table[StatusT, TriggerT, Action]]]:
    """Yield a table with one answer altered: see `claim_table_mutants`."""
    for row in table.rows:
        others = tuple(each for each in table.rows if each is not row)
        refused = Refusal(
            source=row.source,
            trigger=row.trigger,
            reason=table.refusals[0].reason,
            citation=row.citation,
            basis=row.basis,
        )
        refusals = (*table.refusals, refused)
        yield Mutant(f"{_pair(row)} refused", attrs.evolve(table, rows=others, refusals=refusals))
        for what, other in _rows(row, table.statuses):
            yield Mutant(f"{_pair(row)} {what}", attrs.evolve(table, rows=(*others, other)))
    needs = {row.trigger: row.requires for row in table.rows}
    for refusal in table.refusals:
        row = Row(
            source=refusal.source,
            trigger=refusal.trigger,
            target=next(iter(table.statuses)) if refusal.source is None else refusal.source,
            requires=needs[refusal.trigger],
            citation=refusal.citation,
            basis=refusal.basis,
        )
        rest = tuple(each for each in table.refusals if each is not refusal)
        yield Mutant(f"{_pair(refusal)} allowed", attrs.evolve(table, rows=(*table.rows, row), refusals=rest))


def _pair(answer: Row[StatusT, TriggerT, Action] | Refusal[StatusT, TriggerT]) -> str:
    return f"{'-' if answer.source is None else answer.source} / {answer.trigger}"


def _rows(
    row: Row[StatusT, TriggerT, Action], statuses: type[StatusT]
) -> Iterator[tuple[str, Row[StatusT, TriggerT, Action]]]:
    """Yield a row that differs in one place, and what differs."""
    for status in statuses:
        if status is not row.target:
            yield f"leads to {status}", attrs.evolve(row, target=status)
    for action in Action:
        if action is not row.requires:
            yield f"needs {action}", attrs.evolve(row, requires=action)
    if row.target_by_policy is not None:
        yield "leads nowhere else by policy", attrs.evolve(row, target_by_policy=None)


# Rules.


def rulebook_mutants(rulebook: Rulebook = partner_center) -> Iterator[Mutant[Rulebook]]:
    """Yield a rulebook with one rule altered or missing, permissions included.

    Each figure is shifted by one, each unit swapped, each day moved by one, each program or role dropped or
    added. Each is named after the rule's field and first day, as "review_span 2020-05-26: a figure shifted";
    of the published rulebook there are more than a thousand.

    >>> next(rulebook_mutants()).name.partition(": ")[2]
    'the rule dropped'
    """
    return _of_rules(rulebook, stated(rulebook))


def permission_mutants(rulebook: Rulebook = partner_center) -> Iterator[Mutant[Rulebook]]:
    """Yield a rulebook with one permission altered or missing: see `rulebook_mutants`.

    Of each action and time each role is dropped, and each other role added, beside what happens to every
    rule.

    >>> any("global_admin added" in mutant.name for mutant in permission_mutants())
    True
    """
    permissions = (each for each in stated(rulebook) if each[1].startswith(_MAY))
    return _of_rules(rulebook, permissions)


_MAY: Final = "may_"


def _of_rules(rulebook: Rulebook, rules: Iterable[tuple[int, str, Rule[Any]]]) -> Iterator[Mutant[Rulebook]]:
    met: Counter[str] = Counter()
    for place, name, rule in rules:
        for mutant in mutants_of(rulebook, place, name, rule):
            met[mutant.name] += 1
            again = f" ({met[mutant.name]})" if met[mutant.name] > 1 else ""
            yield Mutant(f"{mutant.name}{again}", mutant.value)


def mutants_of(rulebook: Rulebook, place: int, name: str, rule: Rule[Any]) -> Iterator[Mutant[Rulebook]]:
    """Yield the rulebook with one rule altered; what no edition may state is left out."""
    for mutant in rule_mutants(rule):
        try:
            altered = with_rule(rulebook, place, name, mutant.value)
        except InvalidValue:
            continue
        yield Mutant(f"{name} {rule.first.isoformat()}: {mutant.name}", altered)


def stated(rulebook: Rulebook) -> Iterator[tuple[int, str, Rule[Any]]]:
    """Yield every rule of every edition with the edition's place and the rule's name."""
    for place, edition in enumerate(rulebook.editions):
        for field in attrs.fields(Edition):
            rule = getattr(edition, field.name)
            if isinstance(rule, Rule):
                yield place, field.name, rule
        for action, rule in edition.permissions:
            yield place, f"{_MAY}{action.value}", rule


def with_rule(rulebook: Rulebook, place: int, name: str, rule: Rule[Any] | None) -> Rulebook:
    """Return the rulebook with this rule in place of the edition's own, or without it."""
    editions = list(rulebook.editions)
    editions[place] = _in_edition(editions[place], name, rule)
    return Rulebook("mutant", tuple(editions))


def _in_edition(edition: Edition, name: str, mutant: Rule[Any] | None) -> Edition:
    if not name.startswith(_MAY):
        changed: dict[str, Any] = {name: mutant}
        return attrs.evolve(edition, **changed)
    action = Action(name.removeprefix(_MAY))
    kept = ((each, mutant if each is action else rule) for each, rule in edition.permissions)
    return attrs.evolve(edition, permissions=tuple((each, rule) for each, rule in kept if rule is not None))


_ONE: Final = timedelta(days=1)
_SPANS: Final = (BusinessDays, CalendarDays, Months, MonthEnd)
_ANOTHER: Final = ProgramId("another")


def rule_mutants(rule: Rule[Any]) -> Iterator[Mutant[Rule[Any] | None]]:
    """Yield every rule that differs from this one in one place; `None` where the rule is missing."""
    yield Mutant("the rule dropped", None)
    for what, value in value_mutants(rule.value):
        yield Mutant(what, attrs.evolve(rule, value=value))
    for by in (-_ONE, _ONE):
        last = None if rule.last is None else max(rule.last, rule.first + by)
        yield Mutant("its first day moved", attrs.evolve(rule, first=rule.first + by, last=last))
        if rule.last is not None and rule.last + by >= rule.first:
            yield Mutant("its last day moved", attrs.evolve(rule, last=rule.last + by))
        if rule.withdrawn is not None:
            yield Mutant("its withdrawal moved", attrs.evolve(rule, withdrawn=rule.withdrawn + by))
    if rule.last is not None:
        yield Mutant("its last day dropped", attrs.evolve(rule, last=None))
    if rule.withdrawn is not None:
        yield Mutant("its withdrawal dropped", attrs.evolve(rule, withdrawn=None))
    other = PUBLISHED if rule.basis.kind is BasisKind.INFERRED else inferred()
    yield Mutant("its basis exchanged", attrs.evolve(rule, basis=other))


def value_mutants(value: object) -> Iterator[tuple[str, object]]:
    """Yield every value that differs in one place, and what differs."""
    if isinstance(value, (bool, PlanDeadline)):
        yield from ((f"{other} instead", other) for other in _others(value))
    elif isinstance(value, (*_SPANS, int, Money)):
        yield from _figures(value)
    elif isinstance(value, date):
        yield from (("a day moved", value + by) for by in (-_ONE, _ONE))
    elif isinstance(value, MonthDay):
        day = date(2023, value.month, value.day)
        yield from (("a day moved", MonthDay(each.month, each.day)) for each in (day - _ONE, day + _ONE))
    elif isinstance(value, Catalogue):
        yield "an activity dropped", Catalogue(value.activities[1:])
    elif isinstance(value, frozenset):
        yield from _members(cast("frozenset[str]", value))
    elif isinstance(value, tuple):
        yield from _parts(cast("tuple[object, ...]", value))
    elif attrs.has(type(value)):
        yield from _fields(value)


def _figures(value: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - a span, a sum or a number
    """Yield a span, a sum or a number that is one more or less, or in another unit."""
    if isinstance(value, int):
        yield from (("a figure shifted", value + by) for by in (-1, 1))
    elif isinstance(value, Money):
        minor = Money.of_minor_units(1, value.currency)
        yield from (("a figure shifted", other) for other in (value - minor, value + minor))
        yield "the unit swapped", Money(value.amount, "EUR")
    else:
        shifted = (n for n in (value.n - 1, value.n + 1) if n)
        yield from (("a figure shifted", type(value)(n)) for n in shifted)
        yield from (("the unit swapped", unit(value.n)) for unit in _SPANS if unit is not type(value))


def _others(value: bool | PlanDeadline) -> tuple[object, ...]:  # noqa: FBT001 - a value to alter
    if isinstance(value, bool):
        return (not value,)
    return tuple(each for each in PlanDeadline if each is not value)


def _members(members: frozenset[str]) -> Iterator[tuple[str, object]]:
    """Yield the set without each of its members, and with each that it lacks."""
    outside: frozenset[str] = frozenset(Role) if members & frozenset(Role) else frozenset({_ANOTHER})
    for member in sorted(members):
        yield f"{member} dropped", members - {member}
    for member in sorted(outside - members):
        yield f"{member} added", members | {member}


def _parts(parts: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    """Yield the tuple with one part changed, or, of several statements, without one."""
    is_pair = len(parts) == 2 and isinstance(parts[0], str)  # noqa: PLR2004 - a name and what it has
    for index, part in enumerate(parts):
        before, after = parts[:index], parts[index + 1 :]
        if not is_pair and not isinstance(part, date):
            yield "a part dropped", (*before, *after)
        if isinstance(part, str):
            yield "a program exchanged", (*before, _ANOTHER, *after)
        else:
            yield from ((what, (*before, other, *after)) for what, other in value_mutants(part))


def _fields(value: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any value of ours
    """Yield the value with one of its fields changed."""
    for field in attrs.fields(value.__class__):
        for what, other in value_mutants(getattr(value, field.name)):
            yield f"{field.name}: {what}", attrs.evolve(value, **{field.name: other})
