"""Ports that answer something else than was asked about payments, bookings and bank profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from coopclaims.errors import StaleClaim
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, PaymentId
from coopclaims.payments.payment import PaymentHistory
from coopclaims.testing.faults.answering import PassesOn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coopclaims.funds.entries import PoolKey
    from coopclaims.identifiers import LocationId, ProgramId
    from coopclaims.payouts.profiles import BankProfiles
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import Guard, Write


class AnswersNoPayment(PassesOn):
    """Answers with nothing, where it should say that there is no such payment."""

    def payment_history(self, payment: PaymentId) -> Any:  # noqa: ANN401
        """Return nothing."""
        del payment


class AnswersAnotherPayment(PassesOn):
    """Answers with the History of another payment."""

    def payment_history(self, payment: PaymentId) -> Any:  # noqa: ANN401
        """Return another payment."""
        another = PaymentId(f"not {payment}")
        entries = (attrs.evolve(each, payment=another) for each in super().payment_history(payment))
        return PaymentHistory(another, tuple(entries))


class AnswersAnEmptyPayment(PassesOn):
    """Answers with the History of a payment in which nothing happened."""

    def payment_history(self, payment: PaymentId) -> Any:  # noqa: ANN401
        """Return an empty History."""
        return PaymentHistory(payment)


class AnswersNoPayments(PassesOn):
    """Answers with nothing, where it should say that a claim has no payments."""

    def payments(self, claim: ClaimId) -> Any:  # noqa: ANN401
        """Return nothing."""
        del claim


class AnswersIdentifiersOfPayments(PassesOn):
    """Answers with the identifiers of payments."""

    def payments(self, claim: ClaimId) -> Any:  # noqa: ANN401
        """Return identifiers alone."""
        return tuple(each.id for each in super().payments(claim))


class AnswersPaymentsOfAnotherClaim(PassesOn):
    """Answers with the payments of another claim."""

    def payments(self, claim: ClaimId) -> Any:  # noqa: ANN401
        """Return payments of another claim."""
        found, another = super().payments(claim), ClaimId(f"not {claim}")
        return tuple(attrs.evolve(each, terms=attrs.evolve(each.terms, claim=another)) for each in found)


class AnswersPaymentsTwice(PassesOn):
    """Answers with each payment twice."""

    def payments(self, claim: ClaimId) -> Any:  # noqa: ANN401
        """Return the payments, and return them again."""
        return 2 * super().payments(claim)


class AnswersPaymentsOfYesterday(PassesOn):
    """Answers with the payments as they were before the last of them was made."""

    def payments(self, claim: ClaimId) -> Any:  # noqa: ANN401
        """Leave the last one out."""
        return super().payments(claim)[:-1]


class LosesAStepAfterAConflict(PassesOn):
    """Refuses every append as late, and answers with an older version of the payment from then on."""

    is_late = False

    def payment_history(self, payment: PaymentId) -> Any:  # noqa: ANN401
        """Return what was there before the last entry."""
        found = super().payment_history(payment)
        return attrs.evolve(found, entries=found.entries[:-1]) if self.is_late else found

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Conflict."""
        del guards
        self.is_late = True
        raise StaleClaim([type(write).__name__ for write in writes], 0, 0)


PAYMENT_FAULTS: Final[tuple[type[PassesOn], ...]] = (
    AnswersNoPayment,
    AnswersAnotherPayment,
    AnswersAnEmptyPayment,
    AnswersNoPayments,
    AnswersIdentifiersOfPayments,
    AnswersPaymentsOfAnotherClaim,
    AnswersPaymentsTwice,
    AnswersPaymentsOfYesterday,
    LosesAStepAfterAConflict,
)
"""Repositories that answer wrongly about payments; whoever performs a step with one gets `WrongAnswer`."""


class AnswersNoBookings(PassesOn):
    """Answers with nothing, where it should say that a command has booked nothing."""

    def booked(self, fund: PoolKey, command: CommandId) -> Any:  # noqa: ANN401
        """Return nothing."""
        del fund, command


class AnswersKindsOfBookings(PassesOn):
    """Answers with the kinds of the entries alone."""

    def booked(self, fund: PoolKey, command: CommandId) -> Any:  # noqa: ANN401
        """Return the kinds."""
        return tuple(each.kind for each in super().booked(fund, command))


class AnswersBookingsOfAnotherCommand(PassesOn):
    """Answers with what another command has booked."""

    def booked(self, fund: PoolKey, command: CommandId) -> Any:  # noqa: ANN401
        """Return the entries of another command."""
        another = CommandId(f"not {command}")
        return tuple(attrs.evolve(each, command=another) for each in super().booked(fund, command))


class EmptiesTheFundAfterAConflict(PassesOn):
    """Refuses every append as late, and answers with the fund as it was opened from then on."""

    is_late = False

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> Any:  # noqa: ANN401
        """Return the fund as it was opened."""
        pool = super().pool(location, program, usage_period)
        return FundPool.empty(pool.key) if self.is_late else pool

    def booked(self, fund: PoolKey, command: CommandId) -> Any:  # noqa: ANN401
        """Find nothing."""
        return super().booked(fund, command)[:0]

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Conflict."""
        del guards
        self.is_late = True
        raise StaleClaim([type(write).__name__ for write in writes], 0, 0)


FUND_FAULTS: Final[tuple[type[PassesOn], ...]] = (
    AnswersNoBookings,
    AnswersKindsOfBookings,
    AnswersBookingsOfAnotherCommand,
    EmptiesTheFundAfterAConflict,
)
"""Repositories that answer wrongly about funds; whoever gives one a command to a fund gets `WrongAnswer`."""


class SoundProfiles:
    """The bank profiles that it was given, for every location and program."""

    def __init__(self, profiles: BankProfiles) -> None:
        self.kept = profiles

    def profiles(self, location: LocationId, program: ProgramId) -> Any:  # noqa: ANN401 - faults answer anything
        """Return the profiles."""
        del location, program
        return self.kept


class AnswersNoProfiles(SoundProfiles):
    """Answers with nothing, where it should say that nothing is assigned."""

    def profiles(self, location: LocationId, program: ProgramId) -> Any:  # noqa: ANN401
        """Return nothing."""
        del location, program


class AnswersRowsOfProfiles(SoundProfiles):
    """Answers with the assignments alone, which nobody has held against one another."""

    def profiles(self, location: LocationId, program: ProgramId) -> Any:  # noqa: ANN401
        """Return the rows."""
        return super().profiles(location, program).assignments


PROFILE_FAULTS: Final[tuple[type[SoundProfiles], ...]] = (AnswersNoProfiles, AnswersRowsOfProfiles)
"""Stores of bank profiles that answer wrongly; whoever resolves payouts with one gets `WrongAnswer`."""
