"""A rulebook: editions on one timeline, and the same bound to a calendar and a zone."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from operator import attrgetter
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, final

import attrs

from coopclaims.activities import Catalogue
from coopclaims.calendars import BusinessCalendar, BusinessDays
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.identifiers import ProgramId
from coopclaims.parties import Action, Role
from coopclaims.periods import CalendarDays, ClaimingPeriod, MonthDay, MonthEnd, Months, UsagePeriod
from coopclaims.rulebook.policies import Disputing, Policies
from coopclaims.rulebook.rules import Rule, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ActivityLimit", "ClaimingWindow", "Edition", "Rulebook", "Rules", "Span"]

Span: TypeAlias = BusinessDays | CalendarDays | Months | MonthEnd
"""A span that a deadline counts, in its own unit."""

_SPANS: Final = (
    "review_span",
    "dispute_span",
    "payment_span",
    "tax_invoice_span",
    "plan_review_span",
    "retention_span",
    "hold_span",
    "final_approval_span",
    "dispute_window",
)

ValueT = TypeVar("ValueT")


@final
@attrs.frozen(kw_only=True)
class ClaimingWindow:
    """The fixed days between which claims for one half-year of use are lodged. Source: OV20 D-03."""

    usage_first: MonthDay
    usage_last: MonthDay
    opens: MonthDay
    closes: MonthDay

    def claiming_period(self, usage: UsagePeriod) -> ClaimingPeriod | None:
        """Return the claiming period of `usage`, or `None` where this window is not about it."""
        starts_here = self.usage_first.on_or_after(usage.first) == usage.first
        if not starts_here or self.usage_last.on_or_after(usage.first) != usage.last:
            return None
        opens = self.opens.on_or_after(usage.first)
        return ClaimingPeriod(opens, self.closes.on_or_after(opens))


@final
@attrs.frozen(kw_only=True)
class ActivityLimit:
    """A limit that starts from the activity: a span after it, and a last day whatever the span.

    It concerns `programs` only. Source: AN20 D-06.
    """

    span: CalendarDays
    latest: date
    programs: frozenset[ProgramId]


@final
@attrs.frozen(kw_only=True)
class Edition:
    """The rules that one publication (or an adopter's own program) states.

    A field that is `None` or empty says nothing; what an earlier edition said goes on.
    """

    name: str
    zone: str = "America/Los_Angeles"
    review_span: Rule[Span] | None = None
    dispute_span: Rule[Span] | None = None
    payment_span: Rule[Span] | None = None
    tax_invoice_span: Rule[Span] | None = None
    plan_review_span: Rule[Span] | None = None
    retention_span: Rule[Span] | None = None
    hold_span: Rule[Span] | None = None
    final_approval_span: Rule[Span] | None = None
    dispute_window: Rule[Span] | None = None
    activity_limit: Rule[ActivityLimit] | None = None
    payment_run_day: Rule[int] | None = None
    claiming_windows: Rule[tuple[ClaimingWindow, ...]] | None = None
    catalogue: Rule[Catalogue] | None = None
    permissions: tuple[tuple[Action, Rule[frozenset[Role]]], ...] = ()
    widened_disputing: Rule[frozenset[Role]] | None = None


def _timeline(
    name: str, editions: tuple[Edition, ...], get: Callable[[Edition], Rule[ValueT] | None]
) -> Timeline[ValueT]:
    stated = (get(edition) for edition in editions)
    return Timeline(name, tuple(rule for rule in stated if rule is not None))


@final
@attrs.frozen(eq=False)
class Rulebook:
    """All editions of a program's rules on one timeline. `bind` it before asking.

    >>> from coopclaims.rulebook import partner_center
    >>> partner_center.name
    'Partner Center'
    """

    name: str
    editions: tuple[Edition, ...]

    def bind(
        self,
        *,
        calendar: BusinessCalendar,
        zone: tzinfo,
        policies: Policies | None = None,
        strict: bool = False,
    ) -> Rules:
        """Return these rules bound to a business calendar and the program's zone.

        There is no default calendar and no default zone object; `zone_key` names the zone that the
        rules mean. `strict` makes it an error to use a rule after its last sighting.
        """
        if not isinstance(calendar, BusinessCalendar):
            raise InvalidValue("calendar", calendar, "a BusinessCalendar")
        if not isinstance(zone, tzinfo):
            raise InvalidValue("zone", zone, f"a tzinfo, such as ZoneInfo({self.zone_key!r})")
        return Rules(self, calendar, zone, policies or Policies(), strict)

    @property
    def zone_key(self) -> str:
        """The key of the zone in which the latest edition's days are civil days."""
        return self.editions[-1].zone


@final
@attrs.frozen(eq=False)
class Rules:
    """A rulebook bound to a calendar, a zone and a choice of policies: what every judgement takes.

    Each look-up takes the day that the rule belongs to and returns the `Rule` in force, with its
    source and basis; it raises `NoRuleInForce` where none is.
    """

    rulebook: Rulebook
    calendar: BusinessCalendar
    zone: tzinfo
    policies: Policies
    strict: bool
    _spans: dict[str, Timeline[Span]] = attrs.field(init=False, repr=False)
    _windows: Timeline[tuple[ClaimingWindow, ...]] = attrs.field(init=False, repr=False)
    _catalogues: Timeline[Catalogue] = attrs.field(init=False, repr=False)
    _activity_limits: Timeline[ActivityLimit] = attrs.field(init=False, repr=False)
    _payment_run_days: Timeline[int] = attrs.field(init=False, repr=False)
    _permissions: dict[Action, Timeline[frozenset[Role]]] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        editions = self.rulebook.editions
        spans: dict[str, Timeline[Span]] = {
            name: _timeline(name, editions, attrgetter(name)) for name in _SPANS
        }
        permissions = {action: self._granted(action) for action in Action}
        windows = _timeline("claiming_windows", editions, lambda edition: edition.claiming_windows)
        catalogues = _timeline("catalogue", editions, lambda edition: edition.catalogue)
        object.__setattr__(self, "_spans", spans)
        object.__setattr__(self, "_permissions", permissions)
        object.__setattr__(self, "_windows", windows)
        object.__setattr__(self, "_catalogues", catalogues)
        limits = _timeline("activity_limit", editions, lambda edition: edition.activity_limit)
        run_days = _timeline("payment_run_day", editions, lambda edition: edition.payment_run_day)
        object.__setattr__(self, "_activity_limits", limits)
        object.__setattr__(self, "_payment_run_days", run_days)

    def _granted(self, action: Action) -> Timeline[frozenset[Role]]:
        editions = self.rulebook.editions
        if action is Action.DISPUTE and self.policies.disputing is Disputing.WIDENED:
            return _timeline("permission to dispute", editions, lambda edition: edition.widened_disputing)
        name = f"permission to {action.value.replace('_', ' ')}"
        return _timeline(name, editions, lambda edition: dict(edition.permissions).get(action))

    def day(self, instant: datetime) -> date:
        """Return the civil day of an aware instant in the program's zone."""
        return instant.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return the last instant of `day` in the program's zone, to the microsecond.

        Clocks are set at night, so a day may have 23 or 25 hours; its end is its last civil
        microsecond, the later one where that occurs twice.
        """
        return datetime.combine(day, time.max, tzinfo=self.zone).replace(fold=1)

    def review_span(self, day: date) -> Rule[Span]:
        """Return the span in which a claim submitted on `day` is reviewed. Source: MG20, MG22 D-07."""
        return self._spans["review_span"].on(day, strict=self.strict)

    def dispute_span(self, day: date) -> Rule[Span]:
        """Return the span in which a dispute of `day` is decided. Source: MG20, RJ21 D-09."""
        return self._spans["dispute_span"].on(day, strict=self.strict)

    def payment_span(self, day: date) -> Rule[Span]:
        """Return the span in which a claim approved on `day` is paid. Source: MG20, MG22 D-10."""
        return self._spans["payment_span"].on(day, strict=self.strict)

    def tax_invoice_span(self, day: date) -> Rule[Span]:
        """Return the span of payment after a tax invoice approved on `day`. Source: MG20 D-11."""
        return self._spans["tax_invoice_span"].on(day, strict=self.strict)

    def plan_review_span(self, day: date) -> Rule[Span]:
        """Return the span in which evidence on the plan path is reviewed. Source: PO22 D-08."""
        return self._spans["plan_review_span"].on(day, strict=self.strict)

    def retention_span(self, day: date) -> Rule[Span]:
        """Return how long the originals of an activity of `day` are kept. Source: OV18, OV23 Q-02."""
        return self._spans["retention_span"].on(day, strict=self.strict)

    def hold_span(self, day: date) -> Rule[Span]:
        """Return how long a payment that could not be made on `day` is held. Source: TP23 D-22."""
        return self._spans["hold_span"].on(day, strict=self.strict)

    def final_approval_span(self, day: date) -> Rule[Span]:
        """Return the span after the claiming period's last day for an approval. Source: T-365 D-15."""
        return self._spans["final_approval_span"].on(day, strict=self.strict)

    def dispute_window(self, day: date) -> Rule[Span]:
        """Return the span in which a rejection of `day` is disputed. Source: MC23 D-29, an analogue."""
        return self._spans["dispute_window"].on(day, strict=self.strict)

    def activity_limit(self, day: date) -> Rule[ActivityLimit]:
        """Return the limit that starts from an activity carried out on `day`. Source: AN20 D-06."""
        return self._activity_limits.on(day, strict=self.strict)

    def payment_run_day(self, day: date) -> Rule[int]:
        """Return the day of the month up to which approvals join its run. Source: KB-CYC D-12."""
        return self._payment_run_days.on(day, strict=self.strict)

    def catalogue(self, executed_on: date) -> Rule[Catalogue]:
        """Return the activity catalogue in force on the day of execution. Source: CO20 C-03."""
        return self._catalogues.on(executed_on, strict=self.strict)

    def permission(self, action: Action, day: date) -> Rule[frozenset[Role]]:
        """Return the roles that may do `action` on `day`."""
        return self._permissions[action].on(day, strict=self.strict)

    def claiming_period(self, usage: UsagePeriod) -> Rule[ClaimingPeriod]:
        """Return the days between which claims for `usage` may be submitted. Source: OV20 D-03.

        The window is looked up for the first day of the usage period.
        """
        rule = self._windows.on(usage.first, strict=self.strict)
        for window in rule.value:
            period = window.claiming_period(usage)
            if period is not None:
                return Rule(
                    value=period,
                    first=rule.first,
                    last=rule.last,
                    withdrawn=rule.withdrawn,
                    source=rule.source,
                    basis=rule.basis,
                )
        raise NoRuleInForce(
            "claiming_windows",
            usage.first,
            tuple(f"usage from {window.usage_first} to {window.usage_last}" for window in rule.value),
        )
