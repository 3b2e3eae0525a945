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

from coopclaims._values import day, frozen, identifier, keys, kind_of, reference, sorted_keys, text
from coopclaims.identifiers import ItemId
from coopclaims.money.amounts import Money


@final
@frozen(kw_only=True)
class Invoice:
    """A supplier's bill for an outside cost.

    `id` is unique within the claim. `document` refers to the file, and `amount` is what the bill comes to,
    in the claim's currency. `number`, `supplier` and `issued_on`, a day, are details of the bill and `note`
    a remark; empty, or `None` for the day, means not given. Which further details a reviewer checks is not
    published. Raises `InvalidValue`. Source: OV18, PO20 A-15 to A-17.

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


@final
@frozen(kw_only=True)
class CertificationReport:
    """The certificate for in-house work (CSR). Its required fields are not published.

    `id` is unique within the claim. `document` refers to the file, and `amount` is the cost of the work, in
    the claim's currency. `work` says what was done, `note` is a remark; both may be empty. Raises
    `InvalidValue`. Source: OV18, PO20 A-15, A-18.

    >>> CertificationReport(id="csr-1", document="file-8", amount=Money("300", "SEK"), work="Design").work
    'Design'
    """

    id: ItemId = attrs.field(validator=identifier)
    document: str = attrs.field(repr=False, validator=reference)
    amount: Money = attrs.field(validator=kind_of(Money))
    work: str = attrs.field(default="", validator=text)
    note: str = attrs.field(default="", repr=False, validator=text)


@final
@frozen(kw_only=True)
class Proof:
    """A document that proves the activity happened, with the note that explains it.

    `id` is unique within the claim, `document` refers to the file, and `note` explains it. `shows` are the
    keys of the requirements that the document meets, as the catalogue names them; each is kept once, in the
    order of its letters. Raises `InvalidValue` for a blank one. Source: PO20, PO22 A-19; CO20 C-02.

    >>> Proof(id="poe-1", document="file-9", note="Screenshot of the ad", shows=["ad-screenshot"]).shows
    ('ad-screenshot',)
    """

    id: ItemId = attrs.field(validator=identifier)
    document: str = attrs.field(repr=False, validator=reference)
    note: str = attrs.field(default="", repr=False, validator=text)
    shows: tuple[str, ...] = attrs.field(default=(), converter=sorted_keys, validator=keys)


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
