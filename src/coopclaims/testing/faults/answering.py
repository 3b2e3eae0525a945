"""Ports that answer something else than was asked: rates, and repositories in front of a sound one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import attrs

from coopclaims.claims.events import History
from coopclaims.errors import StaleClaim
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, LocationId
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate
from coopclaims.repositories.protocols import Loaded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coopclaims.funds.entries import PoolKey
    from coopclaims.identifiers import PaymentId, ProgramId
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import ClaimRepository, Guard, Write


def _another(*asked: Currency) -> Currency:
    """Return a currency that was not asked for."""
    return next(each for each in Currency.active() if each not in asked)


class SoundRates:
    """Rates for every pair and month, all of them 0.1."""

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401 - faults answer anything
        """Return the rate asked for."""
        return ExchangeRate(source=source, target=target, rate="0.1", month=month, origin="testing")


class AnswersAnotherSource(SoundRates):
    """Answers with a rate from another currency."""

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401
        """Return a rate from another currency."""
        return super().rate(_another(source, target), target, month)


class AnswersAnotherTarget(SoundRates):
    """Answers with a rate to another currency."""

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401
        """Return a rate to another currency."""
        return super().rate(source, _another(source, target), month)


class AnswersTheInverse(SoundRates):
    """Answers with the rate of the pair the other way round."""

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401
        """Return the rate from the target to the source."""
        return super().rate(target, source, month)


class AnswersAnotherMonth(SoundRates):
    """Answers with the rate that it has, of the year before."""

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401
        """Return the rate of another month."""
        return super().rate(source, target, month.replace(year=month.year - 1))


class AnswersNoRate(SoundRates):
    """Answers with nothing, where it should say that there is no rate."""

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401
        """Return nothing."""
        del source, target, month


class AnswersANumber(SoundRates):
    """Answers with a bare number."""

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401
        """Return the number of the rate alone."""
        return super().rate(source, target, month).rate


class _Forges(SoundRates):
    """Answers with a rate that was never checked."""

    number: Decimal

    def rate(self, source: Currency, target: Currency, month: date) -> Any:  # noqa: ANN401
        """Return a rate with a number that no rate has."""
        answer = super().rate(source, target, month)
        object.__setattr__(answer, "rate", self.number)
        return answer


class AnswersNotANumber(_Forges):
    """Answers with a rate that is not a number."""

    number = Decimal("NaN")


class AnswersInfinity(_Forges):
    """Answers with a rate without end."""

    number = Decimal("Infinity")


class AnswersBelowZero(_Forges):
    """Answers with a rate below zero."""

    number = Decimal("-0.1")


class AnswersZero(_Forges):
    """Answers with a rate of zero."""

    number = Decimal(0)


RATE_FAULTS: Final[tuple[type[SoundRates], ...]] = (
    AnswersAnotherSource,
    AnswersAnotherTarget,
    AnswersTheInverse,
    AnswersAnotherMonth,
    AnswersNoRate,
    AnswersANumber,
    AnswersNotANumber,
    AnswersInfinity,
    AnswersBelowZero,
    AnswersZero,
)
"""Rates of which each answers wrongly; whoever asks one should get `WrongAnswer`."""


class PassesOn:
    """A repository that hands every question on to the sound one behind it."""

    def __init__(self, behind: ClaimRepository) -> None:
        self.behind = behind

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401 - faults answer anything
        """Return the whole History, and what the command has led to."""
        return Loaded.of(self.behind.history(claim), command)

    def history(self, claim: ClaimId) -> History:
        """Return the History."""
        return self.behind.history(claim)

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> Any:  # noqa: ANN401
        """Return the fund."""
        return self.behind.pool(location, program, usage_period)

    def booked(self, fund: PoolKey, command: CommandId) -> Any:  # noqa: ANN401 - faults answer anything
        """Return what a command to a fund has led to."""
        return self.behind.booked(fund, command)

    def payment_history(self, payment: PaymentId) -> Any:  # noqa: ANN401 - faults answer anything
        """Return the History of a payment."""
        return self.behind.payment_history(payment)

    def payments(self, claim: ClaimId) -> Any:  # noqa: ANN401 - faults answer anything
        """Return the payments of a claim."""
        return self.behind.payments(claim)

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append."""
        self.behind.append(*writes, guards=guards)


class AnswersAnotherClaim(PassesOn):
    """Answers with the entries of another claim."""

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return another claim."""
        another = ClaimId(f"not {claim}")
        entries = (attrs.evolve(entry, claim=another) for entry in self.history(claim))
        return Loaded.of(History(another, tuple(entries)), command)


class AnswersAnotherHistory(AnswersAnotherClaim):
    """Answers with the whole History of another claim."""

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return the History of another claim."""
        return History(ClaimId(f"not {claim}"), super().load(claim, command).since)


class AnswersNoClaim(PassesOn):
    """Answers with nothing, where it should say that there is no such claim."""

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return nothing."""
        del claim, command


class AnswersAnEmptyHistory(PassesOn):
    """Answers with a History in which nothing happened."""

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return an empty History."""
        del command
        return History(claim)


class LosesTheFirstEntry(PassesOn):
    """Answers without the first entry."""

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return what came after the first entry."""
        loaded = super().load(claim, command)
        return attrs.evolve(loaded, since=loaded.since[1:])


class AnswersTheLastEntryFirst(PassesOn):
    """Answers with the entries in the wrong order."""

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return the entries turned round."""
        loaded = super().load(claim, command)
        return attrs.evolve(loaded, since=loaded.since[::-1])


class AnswersForAnotherCommand(PassesOn):
    """Says that a command has led to what another one has."""

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return what another command has led to."""
        loaded = super().load(claim, command)
        return attrs.evolve(loaded, performed=loaded.since[:1])


class GoesBackAfterAConflict(PassesOn):
    """Refuses every append as late, and answers with an older version of the claim from then on."""

    is_late = False

    def load(self, claim: ClaimId, command: CommandId) -> Any:  # noqa: ANN401
        """Return what was there before the last entry."""
        loaded = super().load(claim, command)
        return attrs.evolve(loaded, since=loaded.since[:-1]) if self.is_late else loaded

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Conflict."""
        del guards
        self.is_late = True
        raise StaleClaim([type(write).__name__ for write in writes], 0, 0)


class AnswersAnotherFund(PassesOn):
    """Answers with the fund of another location."""

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> Any:  # noqa: ANN401
        """Return the fund of another location."""
        pool = super().pool(location, program, usage_period)
        return FundPool.empty(attrs.evolve(pool.key, location=LocationId(f"not {location}")))


class AnswersNoFund(PassesOn):
    """Answers with nothing, where it should say that there is no such fund."""

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> Any:  # noqa: ANN401
        """Return nothing."""
        del location, program, usage_period


class AnswersAnotherVersion(PassesOn):
    """Answers with a fund to which more was recorded than it holds."""

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> Any:  # noqa: ANN401
        """Return the fund at a later version."""
        pool = super().pool(location, program, usage_period)
        return attrs.evolve(pool, version=pool.version + 1)


REPOSITORY_FAULTS: Final[tuple[type[PassesOn], ...]] = (
    AnswersAnotherClaim,
    AnswersAnotherHistory,
    AnswersNoClaim,
    AnswersAnEmptyHistory,
    LosesTheFirstEntry,
    AnswersTheLastEntryFirst,
    AnswersForAnotherCommand,
    GoesBackAfterAConflict,
    AnswersAnotherFund,
    AnswersNoFund,
    AnswersAnotherVersion,
)
"""Repositories of which each answers wrongly; whoever performs a command with one should get an error."""
