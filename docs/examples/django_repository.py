"""A repository over Django's ORM, to be copied: SQLite and PostgreSQL.

Copy it into an app as its `models.py`, with the name of the app as `app_label`, and run `makemigrations`.
Each append is `transaction.atomic`, so inside a transaction of yours, or a request under `ATOMIC_REQUESTS`,
it is a savepoint: it is stored with all else or not at all. On SQLite set `"transaction_mode": "IMMEDIATE"`,
so that whoever comes second waits. Lists over columns, as `sql_lists.py` has them, are left to you.
"""

# ruff: noqa: D102, D106, DJ008 - what each verb does, the Protocol says; nobody prints a row

from __future__ import annotations

import json
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from django.db import OperationalError, models, transaction

import coopclaims as cc
from coopclaims.errors import AlreadyRecorded, BrokenHistory, CommandReused
from coopclaims.repositories import Loaded, check_together
from coopclaims.wire import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

Entered: TypeAlias = cc.HistoryEntry | cc.funds.FundEntry | cc.payments.PaymentEntry
T = TypeVar("T")
MADE_BY: Final = version_of("coopclaims")
"""The library that made a state here: one that another version made is not used."""
CONFLICTS: Final = {"40001", "40P01", "55P03"}
"""Not serializable, a deadlock, a lock that was not to be had: what PostgreSQL says to the second one."""


class Stream(models.Model):  # type: ignore[misc]  # Django has no types of its own
    """A claim, a fund or a payment: how many entries it has, and how it stands after the last, as a cache."""

    id = models.TextField(primary_key=True)
    kind = models.TextField()
    version = models.IntegerField(default=0)
    key = models.TextField(default="")  # of a fund
    claim = models.TextField(default="", db_index=True)  # of a payment
    location = models.TextField(default="", db_index=True)  # of a claim or a fund, as the next
    program = models.TextField(default="", db_index=True)
    state = models.TextField(default="")
    made_by = models.TextField(default="")

    class Meta:
        app_label = "claims"

    def entries(self, kind: type[T], **conditions: object) -> tuple[T, ...]:
        """Return the entries that fit, in order."""
        rows = Entry.objects.filter(stream=self, **conditions).order_by("number")
        return tuple(from_text(body, kind) for body in rows.values_list("body", flat=True))

    def stands(self) -> Any:  # noqa: ANN401 - a claim, a fund or a payment
        """Return it as it stands, made of its entries where another library made the cache; `None` is new."""
        if self.made_by == MADE_BY:
            return from_text(self.state)
        if self.kind == "fund":
            return cc.FundPool.empty(from_text(self.key, cc.funds.PoolKey)).record(
                self.entries(cc.funds.FundEntry)
            )
        if not self.version:
            return None
        if self.kind == "claim":
            return cc.replay(self.entries(cc.HistoryEntry))
        return cc.payments.replay_payment(self.entries(cc.payments.PaymentEntry))

    def keep(self, after: Any) -> None:  # noqa: ANN401 - likewise
        """Keep how it stands now."""
        self.version, self.state, self.made_by = after.version, to_text(after), MADE_BY
        if isinstance(after, cc.Claim):
            self.location, self.program = after.form.location, after.form.program
        elif isinstance(after, cc.payments.Payment):
            self.claim = after.claim
        self.save()


class Entry(models.Model):  # type: ignore[misc]
    """What happened, which is the truth: rows are only ever inserted."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT)
    number = models.IntegerField()
    command = models.TextField(null=True)  # noqa: DJ001 - an entry without a command is no command of none
    cause = models.TextField(null=True)  # noqa: DJ001 - what a second delivery of a ledger entry would repeat
    body = models.TextField()

    class Meta:
        app_label = "claims"
        constraints = (
            models.UniqueConstraint(fields=("stream", "number"), name="entry_number"),
            models.UniqueConstraint(fields=("stream", "cause"), name="entry_cause"),
        )
        indexes = (models.Index(fields=("stream", "command"), name="entry_command"),)


class Given(models.Model):  # type: ignore[misc]
    """Which fund each command to a fund was given to."""

    command = models.TextField(primary_key=True)
    fund = models.TextField()

    class Meta:
        app_label = "claims"


def fund_at(location: str, program: str, usage: cc.UsagePeriod) -> str:
    """Return the row of a fund: a location, program and usage period have one, in one currency."""
    return f"fund {json.dumps([location, program, usage.first.isoformat(), usage.last.isoformat()])}"


def stream_of(of: cc.repositories.Write | cc.repositories.Guard) -> str:
    """Return the row that a write or guard concerns."""
    if isinstance(of, cc.repositories.PaymentWrite):
        return f"payment {of.payment}"
    if isinstance(of, cc.repositories.FundWrite | cc.repositories.FundGuard):
        return fund_at(of.pool.location, of.pool.program, of.pool.usage_period)
    return f"claim {of.claim}"


def find(stream: str, absent: cc.CoopClaimsError) -> Any:  # noqa: ANN401 - a row
    """Return a row that has entries, or is a fund; raise what is given where there is none."""
    row = Stream.objects.filter(id=stream).first()
    if row is None or not (row.version or row.kind == "fund"):
        raise absent
    return row


class DjangoRepository:
    """Claims, funds and payments behind Django's ORM, for `coopclaims.perform`."""

    def open_pool(self, key: cc.funds.PoolKey) -> cc.FundPool:
        pool, stream = cc.FundPool.empty(key), fund_at(key.location, key.program, key.usage_period)
        row = Stream(id=stream, kind="fund", key=to_text(key), state=to_text(pool), made_by=MADE_BY)
        row.location, row.program = key.location, key.program
        row.save(force_insert=True)
        return pool

    def append(self, *writes: cc.repositories.Write, guards: Sequence[cc.repositories.Guard] = ()) -> None:
        try:
            with transaction.atomic():
                lock(writes, guards)
                for guard in guards:
                    self._compare(guard)
                for write in writes:
                    record(write)
                check_together(writes)
        except OperationalError as error:
            code = getattr(error.__cause__, "sqlstate", None)
            if code not in CONFLICTS and "locked" not in str(error):  # which is what SQLite says
                raise
            first = (*writes, *guards)[0]
            raise cc.StaleClaim(stream_of(first), getattr(first, "expected", 0), None) from error

    def _compare(self, guard: cc.repositories.Guard) -> None:
        if isinstance(guard, cc.repositories.PaymentsGuard):
            guard.check(self.payments(guard.claim))
            return
        row = Stream.objects.filter(id=stream_of(guard)).first()
        if row is None and isinstance(guard, cc.repositories.FundGuard):
            raise cc.errors.UnknownFund(guard.pool)
        if (row.version if row else 0) != guard.expected:
            raise cc.StaleClaim(stream_of(guard), guard.expected, row.version if row else 0)

    def history(self, claim: cc.identifiers.ClaimId) -> cc.History:
        row = find(f"claim {claim}", cc.errors.UnknownClaim(claim))
        return cc.History(claim, row.entries(cc.HistoryEntry))

    def load(self, claim: cc.identifiers.ClaimId, command: cc.identifiers.CommandId) -> Loaded:
        row = find(f"claim {claim}", cc.errors.UnknownClaim(claim))
        # Read second: what somebody writes in between is seen here, and makes this append too late.
        performed = row.entries(cc.HistoryEntry, command=command)
        return Loaded(snapshot=row.stands(), since=(), performed=performed)

    def pool(
        self,
        location: cc.identifiers.LocationId,
        program: cc.identifiers.ProgramId,
        usage_period: cc.UsagePeriod,
    ) -> cc.FundPool:
        absent = cc.errors.UnknownFund((location, program, usage_period))
        pool: cc.FundPool = find(fund_at(location, program, usage_period), absent).stands()
        return pool

    def booked(
        self, fund: cc.funds.PoolKey, command: cc.identifiers.CommandId
    ) -> tuple[cc.funds.FundEntry, ...]:
        absent = cc.errors.UnknownFund(fund)
        row = find(fund_at(fund.location, fund.program, fund.usage_period), absent)
        if from_text(row.key, cc.funds.PoolKey) != fund:
            raise absent
        return tuple(
            each for each in row.entries(cc.funds.FundEntry, command=command) if each.payment is None
        )

    def payment_history(self, payment: cc.identifiers.PaymentId) -> cc.payments.PaymentHistory:
        row = find(f"payment {payment}", cc.errors.UnknownPayment(payment))
        return cc.payments.PaymentHistory(payment, row.entries(cc.payments.PaymentEntry))

    def payments(self, claim: cc.identifiers.ClaimId) -> tuple[cc.payments.Payment, ...]:
        return all_of("payment", claim=claim)

    def claims(
        self,
        *,
        location: cc.identifiers.LocationId | None = None,
        program: cc.identifiers.ProgramId | None = None,
    ) -> tuple[cc.Claim, ...]:
        return all_of("claim", location=location, program=program)

    def pools(
        self,
        *,
        location: cc.identifiers.LocationId | None = None,
        program: cc.identifiers.ProgramId | None = None,
    ) -> tuple[cc.FundPool, ...]:
        return all_of("fund", location=location, program=program)


def all_of(kind: str, **conditions: str | None) -> tuple[Any, ...]:
    """Return all of a kind for which the conditions hold, by identifier, in the order of Python."""
    given = {name: value for name, value in conditions.items() if value is not None}
    rows = Stream.objects.filter(kind=kind, **given).exclude(state="")
    return tuple(row.stands() for row in sorted(rows, key=lambda row: str(row.id)))


def lock(writes: Sequence[cc.repositories.Write], guards: Sequence[cc.repositories.Guard]) -> None:
    """Keep others from all that is written or compared, in one order for everybody: nobody deadlocks.

    The payments of a claim are locked with the claim's row, so that a new one is noticed as well.
    """
    streams = {*map(stream_of, writes), *map(stream_of, guards)}
    for write in writes:
        if isinstance(write, cc.repositories.PaymentWrite):
            stored = Stream.objects.filter(id=stream_of(write)).values_list("claim", flat=True)
            made = (entry.terms.claim for entry in write.entries if entry.terms)
            streams |= {f"claim {claim}" for claim in (*stored, *made) if claim}
    for stream in sorted(streams):
        kind = stream.split(" ", 1)[0]
        if kind != "fund":  # which is opened first
            Stream.objects.bulk_create([Stream(id=stream, kind=kind)], ignore_conflicts=True)
        Stream.objects.filter(id=stream).update(version=models.F("version"))


def record(write: cc.repositories.Write) -> None:
    """Write the entries of one stream, whose row is locked. Raises what `ClaimRepository.append` names."""
    row = Stream.objects.filter(id=stream_of(write)).first()
    before: Any = None if row is None else row.stands()
    if isinstance(write, cc.repositories.FundWrite) and (row is None or before.key != write.pool):
        raise cc.errors.UnknownFund(write.pool)
    if row.version != write.expected:
        raise cc.StaleClaim(row.id, write.expected, row.version)
    causes: Sequence[object] = [None] * len(write.entries)
    if isinstance(write, cc.repositories.FundWrite):
        causes = [json.dumps(cause) for cause in write.causes()]
        if len({*causes}) < len(causes) or Entry.objects.filter(stream=row, cause__in=causes).exists():
            raise AlreadyRecorded(row.id, "an entry that is there", "new_entry")
        for command, fund in write.commands():
            known, _ = Given.objects.get_or_create(command=command, defaults={"fund": to_text(fund)})
            if known.fund != to_text(fund):
                other = from_text(known.fund, cc.funds.PoolKey)
                raise CommandReused(f"command {command}", fund, "booking_of_one_fund", fund=other)
        row.keep(before.record(write.entries))
    elif not write.entries:
        return
    elif isinstance(write, cc.repositories.ClaimWrite):
        row.keep(of_the_stream(cc.replay(write.entries, start=before), write.claim, "claim"))
    else:
        payment = cc.payments.replay_payment(write.entries, start=before)
        row.keep(of_the_stream(payment, write.payment, "payment"))
    entries: tuple[Entered, ...] = write.entries
    numbered = enumerate(zip(entries, causes, strict=True), write.expected + 1)
    Entry.objects.bulk_create(
        Entry(stream=row, number=number, command=entry.command, cause=cause, body=to_text(entry))
        for number, (entry, cause) in numbered
    )


def of_the_stream(after: Any, stream: str, thing: str) -> Any:  # noqa: ANN401 - a claim or a payment
    """Return what the entries made. Raises `BrokenHistory` where they are of another stream."""
    if after.id != stream:
        raise BrokenHistory(f"{thing} {stream}", after.id, "entry_of", stream=stream, thing=thing, of=stream)
    return after
