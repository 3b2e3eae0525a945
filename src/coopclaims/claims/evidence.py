"""What supports a claim: invoices, certification reports (CSR), proofs, metrics, information.

An item holds a *reference* to a document, never the document itself, and no account number as one.
What only people read (documents, suppliers, notes) is in no `repr`, and so in no log.
Every document may carry a note; that a proof must carry one is a rule (A-19), so it is judged when
the proof is added and not when the value is built: a proof whose note is not yet written can be
held, and the judgement says that the note is missing.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, final

import attrs

from coopclaims._values import (
    as_tuple,
    day,
    frozen,
    identifier,
    keys,
    kind_of,
    reference,
    sorted_keys,
    text,
)
from coopclaims.activities.costs import CostPart
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ItemId
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate


@final
@frozen(kw_only=True)
class OriginalAmount:
    """What a receipt says in a currency of its own, with the rate at which the claim states it.

    `amount` is what the receipt comes to, `rate` is from its currency to the claim's, and `on` is the day on
    which that rate was taken. Raises `InvalidValue` for a rate from another currency. Source: inferred, A-27.

    >>> bank = ExchangeRate(source="USD", target="SEK", rate="10.5231", month=date(2022, 8, 1), origin="bank")
    >>> OriginalAmount(amount=Money("1000.00", "USD"), rate=bank, on=date(2022, 8, 26)).converted
    Money('10523.10', 'SEK')
    """

    amount: Money = attrs.field(validator=kind_of(Money))
    rate: ExchangeRate = attrs.field(validator=kind_of(ExchangeRate))
    on: date = attrs.field(validator=day)

    def __attrs_post_init__(self) -> None:
        rate = self.rate
        if rate.source is not self.amount.currency:
            raise InvalidValue("rate", rate, "rates_between", source=self.amount.currency, target=rate.target)

    @property
    def is_of_its_day(self) -> bool:
        """Whether the rate holds on the day on which it was taken."""
        since = self.rate.since
        return self.rate.month == self.on.replace(day=1) if since is None else since <= self.on

    @property
    def converted(self) -> Money:
        """What it is in the claim's currency, rounded once, a half away from zero."""
        return self.rate.convert(self.amount)


def _parts(value: object) -> tuple[CostPart, ...]:
    return as_tuple("parts", value, CostPart, "CostPart")


@final
@frozen(kw_only=True)
class Invoice:
    """A supplier's bill for an outside cost, or a credit note, whose amount is below zero.

    `id` is unique within the claim. `document` refers to the file, and `amount` is what the bill comes to,
    in the claim's currency. `number`, `supplier` and `issued_on`, a day, are details of the bill and `note`
    a remark; empty, or `None` for the day, means not given. Which further details a reviewer checks is not
    published. `parts` say what the amount consists of and add up to it; without them all of it is eligible.
    `original` is what the receipt says in another currency, `None` where it is in the claim's. `digest` is
    that of the file's content as the caller takes it, empty where it is not known. Raises `InvalidValue`,
    also for parts and an original that are not stated in the currency of `amount`.
    Source: OV18, PO20 A-15 to A-17; CO21 C-04; inferred: credit notes, parts, A-27.

    >>> Invoice(id="inv-1", document="file-7", amount=Money("1200.00", "SEK")).amount
    Money('1200.00', 'SEK')
    """

    id: ItemId = attrs.field(validator=identifier)
    document: str = attrs.field(repr=False, validator=reference)
    amount: Money = attrs.field(validator=kind_of(Money))
    number: str = attrs.field(default="", validator=reference)
    supplier: str = attrs.field(default="", repr=False, validator=text)
    issued_on: date | None = attrs.field(default=None, validator=attrs.validators.optional(day))
    note: str = attrs.field(default="", repr=False, validator=text)
    parts: tuple[CostPart, ...] = attrs.field(default=(), converter=_parts)
    original: OriginalAmount | None = None
    digest: str = attrs.field(default="", repr=False, validator=text)

    def __attrs_post_init__(self) -> None:
        currency, original = self.amount.currency, self.original
        for part in self.parts:
            if part.amount.currency is not currency:
                raise InvalidValue("parts", part.amount, "currency_of_the_claim", currency=currency)
        if original is not None and original.rate.target is not currency:
            source = original.amount.currency
            raise InvalidValue("original", original.rate, "rates_between", source=source, target=currency)

    @property
    def is_credit(self) -> bool:
        """Whether it is a supplier's credit note, which lowers the cost."""
        return self.amount.is_negative


@final
@frozen(kw_only=True)
class CertificationReport:
    """The certificate for in-house work (CSR). Its required fields are not published.

    `id` is unique within the claim. `document` refers to the file, and `amount` is the cost of the work, in
    the claim's currency. `work` says what was done, `note` is a remark; both may be empty. `digest` is that
    of the file's content as the caller takes it, empty where it is not known. Raises `InvalidValue`.
    Source: OV18, PO20 A-15, A-18.

    >>> CertificationReport(id="csr-1", document="file-8", amount=Money("300", "SEK"), work="Design").work
    'Design'
    """

    id: ItemId = attrs.field(validator=identifier)
    document: str = attrs.field(repr=False, validator=reference)
    amount: Money = attrs.field(validator=kind_of(Money))
    work: str = attrs.field(default="", validator=text)
    note: str = attrs.field(default="", repr=False, validator=text)
    digest: str = attrs.field(default="", repr=False, validator=text)


@final
@frozen(kw_only=True)
class Proof:
    """A document that proves the activity happened, with the note that explains it.

    `id` is unique within the claim, `document` refers to the file, and `note` explains it. `shows` are the
    keys of the requirements that the document meets, as the catalogue names them; each is kept once, in the
    order of its letters. `digest` is that of the file's content as the caller takes it, empty where it is
    not known. Raises `InvalidValue` for a blank key. Source: PO20, PO22 A-19; CO20 C-02.

    >>> Proof(id="poe-1", document="file-9", note="Screenshot of the ad", shows=["ad-screenshot"]).shows
    ('ad-screenshot',)
    """

    id: ItemId = attrs.field(validator=identifier)
    document: str = attrs.field(repr=False, validator=reference)
    note: str = attrs.field(default="", repr=False, validator=text)
    shows: tuple[str, ...] = attrs.field(default=(), converter=sorted_keys, validator=keys)
    digest: str = attrs.field(default="", repr=False, validator=text)


@final
@frozen(kw_only=True)
class Metric:
    """A result figure, such as reach, results or attendees. Source: SD-EN, CO20 A-22.

    `id` is unique within the claim. `name` is the key of the metric requirement that it reports, as the
    catalogue names it. `value` is the figure, as text; `note` is a remark and may be empty.
    Raises `InvalidValue`.

    >>> Metric(id="m-1", name="results", value="4312 clicks").value
    '4312 clicks'
    """

    id: ItemId = attrs.field(validator=identifier)
    name: str = attrs.field(validator=text)
    value: str = attrs.field(validator=text)
    note: str = attrs.field(default="", repr=False, validator=text)


@final
@frozen(kw_only=True)
class Information:
    """Additional information, in the partner's own words. Source: SD-EN, CC20 A-23.

    `id` is unique within the claim; `text` is what the partner says. Raises `InvalidValue`.

    >>> Information(id="info-1", text="The fair was moved by a week.").text
    'The fair was moved by a week.'
    """

    id: ItemId = attrs.field(validator=identifier)
    text: str = attrs.field(validator=text)


Document: TypeAlias = Invoice | CertificationReport | Proof
"""What a colleague who was asked may upload."""

Item: TypeAlias = Invoice | CertificationReport | Proof | Metric | Information
"""Anything that stands on a claim's detail page and can be removed from it."""
