"""The partner's tax invoice, as far as a claim's payment waits for it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_instant, frozen, since_instant
from coopclaims.errors import InvalidValue


@final
class TaxInvoiceState(Keyed):
    """Whether the program needs a tax invoice from the partner, and where it is.

    Source: PS21, TP23 P-23.
    """

    NOT_NEEDED = "not_needed"
    AWAITED = "awaited"
    UNDER_REVIEW = "under_review"
    REJECTED = "rejected"
    APPROVED = "approved"

    @property
    def is_open(self) -> bool:
        """Whether payment waits: an invoice is needed, and none is approved."""
        return self not in (TaxInvoiceState.NOT_NEEDED, TaxInvoiceState.APPROVED)


_CODE: Final = re.compile(r"[A-Z]{2}")


def as_country(field: str, value: object) -> str:
    """Return a country as an ISO 3166 code of two capital letters; raise `InvalidValue` for another value."""
    if not isinstance(value, str) or _CODE.fullmatch(value) is None:
        raise InvalidValue(field, value, "country_of_two_letters")
    return value


def _country(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None:
        as_country(attribute.name, value)


@final
@frozen
class TaxInvoice:
    """Whether money waits for the partner's tax invoice.

    `state` says where the invoice is. `approved_at` is the aware instant of its approval, `None` in
    every other state. `since` is the aware instant at which it was requested, received or rejected,
    `None` where that is not known. `country` is the partner's, as an ISO 3166 code of two capital letters,
    by which the rules say until when it is handed in; `None` where nobody says. Raises `InvalidValue` for a
    naive instant, for another code, and where `approved_at` does not fit the state.
    Source: MG20, TP23, TI D-11, P-23, N15.

    >>> TaxInvoice.awaited().state
    <TaxInvoiceState.AWAITED: 'awaited'>
    """

    state: TaxInvoiceState
    approved_at: datetime | None = None
    since: datetime | None = attrs.field(default=None, converter=since_instant)
    country: str | None = attrs.field(default=None, validator=_country)

    def __attrs_post_init__(self) -> None:
        if (self.state is TaxInvoiceState.APPROVED) is not (self.approved_at is not None):
            raise InvalidValue("approved_at", self.approved_at, "instant_if_approved")
        if self.approved_at is not None:
            as_instant("approved_at", self.approved_at)

    @classmethod
    def not_needed(cls) -> TaxInvoice:
        """Return that the program needs no tax invoice."""
        return cls(TaxInvoiceState.NOT_NEEDED)

    @classmethod
    @door
    def awaited(cls, since: datetime | None = None, *, country: str | None = None) -> TaxInvoice:
        """Return that the program needs a tax invoice, requested at this instant, and none has come.

        `since` is the aware instant at which it was requested, `None` where that is not known. `country` is
        the partner's, `None` where nobody says.
        """
        return cls(TaxInvoiceState.AWAITED, since=since, country=country)

    @classmethod
    @door
    def under_review(cls, since: datetime | None = None, *, country: str | None = None) -> TaxInvoice:
        """Return that the tax invoice was received at this instant and is being checked.

        `since` is the aware instant at which it was received, `None` where that is not known. `country` is
        the partner's, `None` where nobody says.
        """
        return cls(TaxInvoiceState.UNDER_REVIEW, since=since, country=country)

    @classmethod
    @door
    def rejected(cls, since: datetime | None = None, *, country: str | None = None) -> TaxInvoice:
        """Return that the tax invoice was rejected at this instant.

        `since` is the aware instant of the rejection, `None` where that is not known. `country` is the
        partner's, `None` where nobody says.
        """
        return cls(TaxInvoiceState.REJECTED, since=since, country=country)

    @classmethod
    @door
    def approved(cls, at: datetime) -> TaxInvoice:
        """Return that the tax invoice was approved at the aware instant `at`."""
        return cls(TaxInvoiceState.APPROVED, at)
