"""What a repository answered is looked at before it is used: whether it is what was asked for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from coopclaims.claims.claim import Claim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.errors import UnknownFund, WrongAnswer
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.pool import FundPool
from coopclaims.payments.payment import Payment, PaymentHistory
from coopclaims.repositories.effects import LoadPool
from coopclaims.repositories.protocols import Loaded

if TYPE_CHECKING:
    from collections.abc import Generator

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.funds.entries import PoolKey
    from coopclaims.identifiers import LocationId, ProgramId
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.effects import (
        Answer,
        Effect,
        LoadBooked,
        LoadClaim,
        LoadPayment,
        LoadPayments,
    )

_REPOSITORY: Final = "ClaimRepository"


def loaded_of(wanted: LoadClaim, answer: Answer) -> Loaded:
    """Return what was loaded of a claim, if that is what this is. Raises `WrongAnswer`."""
    asked = (wanted.claim, wanted.command)
    if isinstance(answer, History):
        if answer.claim != wanted.claim or not answer.entries:
            raise WrongAnswer(_REPOSITORY, asked[:1], (answer.claim, answer.version))
        return Loaded.of(answer, wanted.command)
    if not isinstance(answer, Loaded):
        raise WrongAnswer.of_type(_REPOSITORY, asked, answer)
    snapshot = answer.snapshot
    if snapshot is not None and not isinstance(snapshot, Claim):
        raise WrongAnswer.of_type(_REPOSITORY, asked, snapshot)
    for entry in (*answer.since, *answer.performed):
        if not isinstance(entry, HistoryEntry):
            raise WrongAnswer.of_type(_REPOSITORY, asked, entry)
    since = 0 if snapshot is None else snapshot.version
    late = tuple(entry for entry in answer.since if entry.command == wanted.command)
    numbers = [entry.number for entry in answer.performed]
    if (
        any(entry.claim != wanted.claim or entry.command != wanted.command for entry in answer.performed)
        or any(later <= earlier for earlier, later in pairwise(numbers))
        or tuple(entry for entry in answer.performed if entry.number > since) != late
    ):
        got = ((entry.claim, entry.command, entry.number) for entry in answer.performed)
        raise WrongAnswer(_REPOSITORY, asked, tuple(part for each in got for part in each))
    return answer


def claim_of(wanted: LoadClaim, loaded: Loaded, least: int) -> Claim:
    """Return the claim that was asked for, at version `least` or later. Raises `WrongAnswer`."""
    claim = loaded.claim()
    if claim.id != wanted.claim or claim.version < least:
        raise WrongAnswer(_REPOSITORY, (wanted.claim, least), (claim.id, claim.version))
    return claim


def pool_of(place: ClaimForm | PoolKey, least: int = 0) -> Generator[Effect, Answer, FundPool]:
    """Ask for the pool of this place, and return it, if it is that at version `least` or later.

    Raises `WrongAnswer`.
    """
    asked = _place(place)
    return _pool(asked, (yield LoadPool(*asked)), least)


def pool_if_any(place: ClaimForm) -> Generator[Effect, Answer, FundPool | None]:
    """Ask for the pool of this place as `pool_of` does; `None` where there is none."""
    asked = _place(place)
    try:
        answer = yield LoadPool(*asked)
    except UnknownFund:
        return None
    return _pool(asked, answer, 0)


_Place: TypeAlias = "tuple[LocationId, ProgramId, UsagePeriod]"


def _place(of: ClaimForm | PoolKey) -> _Place:
    return of.location, of.program, of.usage_period


def _pool(asked: _Place, answer: Answer, least: int) -> FundPool:
    if not isinstance(answer, FundPool):
        raise WrongAnswer.of_type(_REPOSITORY, asked, answer)
    got = (answer.key.location, answer.key.program, answer.key.usage_period)
    if got != asked:
        raise WrongAnswer(_REPOSITORY, asked, got)
    if answer.version < least:
        raise WrongAnswer(_REPOSITORY, (*asked, least), (*got, answer.version))
    return answer


def booked_of(wanted: LoadBooked, answer: Answer) -> tuple[FundEntry, ...]:
    """Return what a command to a fund has led to, if that is what this is. Raises `WrongAnswer`."""
    asked = (wanted.fund, wanted.command)
    if not isinstance(answer, tuple):
        raise WrongAnswer.of_type(_REPOSITORY, asked, answer)
    found: list[FundEntry] = []
    for entry in answer:
        if not isinstance(entry, FundEntry):
            raise WrongAnswer.of_type(_REPOSITORY, asked, entry)
        if (entry.pool, entry.command, entry.payment) != (*asked, None):
            raise WrongAnswer(_REPOSITORY, asked, (entry.pool, entry.command, entry.payment))
        found.append(entry)
    return tuple(found)


def steps_of(wanted: LoadPayment, answer: Answer, least: int) -> PaymentHistory:
    """Return the payment that was asked for, at version `least` or later. Raises `WrongAnswer`."""
    asked = (wanted.payment, least)
    if not isinstance(answer, PaymentHistory):
        raise WrongAnswer.of_type(_REPOSITORY, asked, answer)
    if answer.payment != wanted.payment or not answer.entries or answer.version < least:
        raise WrongAnswer(_REPOSITORY, asked, (answer.payment, answer.version))
    return answer


def payments_of(wanted: LoadPayments, answer: Answer, known: Payment | None) -> tuple[Payment, ...]:
    """Return the payments of the claim that was asked about. Raises `WrongAnswer`.

    They come by identifier, each once, and `known`, a payment that was loaded before, is among them, no older
    than it was.
    """
    asked = (wanted.claim,)
    if not isinstance(answer, tuple):
        raise WrongAnswer.of_type(_REPOSITORY, asked, answer)
    found: list[Payment] = []
    for payment in answer:
        if not isinstance(payment, Payment):
            raise WrongAnswer.of_type(_REPOSITORY, asked, payment)
        if payment.claim != wanted.claim:
            raise WrongAnswer(_REPOSITORY, asked, (payment.claim, payment.id))
        found.append(payment)
    if any(later.id <= earlier.id for earlier, later in pairwise(found)):
        raise WrongAnswer(_REPOSITORY, asked, tuple(each.id for each in found))
    if known is not None and known.claim == wanted.claim:
        versions = {each.id: each.version for each in found}
        if versions.get(known.id, 0) < known.version:
            got = (known.id, versions.get(known.id, 0))
            raise WrongAnswer(_REPOSITORY, (*asked, known.id, known.version), got)
    return tuple(found)
