"""Checks of what is given back: everything that was stored, unchanged, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import attrs

from coopclaims.claims.events import (
    ActionRequested,
    ApprovalRecommended,
    ApprovalRetracted,
    CertificationAdded,
    ClaimAmended,
    ClaimApproved,
    ClaimRejected,
    ClaimReopened,
    ClaimSubmitted,
    Commented,
    CutDisputed,
    DocumentsRequested,
    DraftCancelled,
    DraftExpired,
    FeedbackGiven,
    InformationAdded,
    InvoiceAdded,
    ItemRemoved,
    MetricRecorded,
    ProofAdded,
    RejectionDisputed,
    ReviewStarted,
    UploadRequested,
    UploadRequestWithdrawn,
)
from coopclaims.claims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.claims.recording import replay
from coopclaims.claims.requests import InformationRequest
from coopclaims.claims.verdicts import LineVerdict, Reason
from coopclaims.errors import UnknownClaim, UnknownFund
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ActorId, ItemId, LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.periods import UsagePeriod
from coopclaims.repositories.protocols import FundWrite
from coopclaims.testing.contract.sites import Site, refused
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities
from coopclaims.testing.laws import law

if TYPE_CHECKING:
    from coopclaims.claims.events import Event
    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.repositories.protocols import ClaimWrite
    from coopclaims.testing.contract.terms import MakeRepository


_TEXT: Final = "".join(
    (
        "\u00e5\u00e4\u00f6 \u010d\u0159 \u6771\u4eac \U0001f9fe e\u0301 \u00e9 ",  # composed and decomposed
        "'quoted' \"twice\" \\ back % _ ; -- {} <b> \u00a0 \u200d ",
        "line\nline\ttab \u202e\u2028 ",
        "0 00 1e5 NULL null None ",
        "long " * 1_900,
        " ends in blanks  ",
    )
)
"""Text that truncating, escaping, trimming or normalising on the way would change."""


def _events(site: Site) -> tuple[tuple[str, tuple[Event, ...]], ...]:
    """Return claims that between them tell of every kind of event."""
    currency = site.key.currency
    invoice = Invoice(
        id=ItemId("inv-1"), document="scan-1", amount=Money("1200.50", currency), number="7", supplier="Acme"
    )
    report = CertificationReport(
        id=ItemId("csr-1"), document="csr-1", amount=Money("0.10", currency), work="Design"
    )
    form = attrs.evolve(site.form(), name="Autumn campaign, again", executed_on=date(2022, 8, 31))
    asked = ActionRequested((InformationRequest("a scan", item=invoice.id), InformationRequest("a name")))
    edited: tuple[Event, ...] = (
        ClaimAmended(form),
        InvoiceAdded(invoice),
        CertificationAdded(report),
        ProofAdded(Proof(id=ItemId("proof-1"), document="picture-1", note="The ad")),
        MetricRecorded(Metric(id=ItemId("metric-1"), name="clicks", value="4312")),
        InformationAdded(Information(id=ItemId("information-1"), text="It ran for a week.")),
        ItemRemoved(ItemId("information-1"), reason="said twice"),
        UploadRequested(ActorId("carol"), "the report"),
        UploadRequestWithdrawn(9, reason="It is here."),
        Commented("A remark."),
    )
    reviewed: tuple[Event, ...] = (
        ClaimSubmitted("For review."),
        ReviewStarted(),
        FeedbackGiven("The name cannot be read.", item=invoice.id),
        asked,
        ClaimSubmitted(),
        ReviewStarted(),
        ClaimRejected((Reason("No brand.", code="proof_missing", item=invoice.id), "No date.")),
        RejectionDisputed("It is in the header."),
        DocumentsRequested((InformationRequest("the header"),)),
        asked,
        ClaimSubmitted(),
        ApprovalRecommended(Money("84000.00", currency)),
        ClaimApproved(Money("84000.00", currency), reason="Two days are not covered."),
    )
    back: tuple[Event, ...] = (
        InvoiceAdded(invoice),
        ClaimSubmitted(),
        ReviewStarted(),
        ClaimApproved(Money("1000.50", currency), lines=(_line(invoice, "1000.50"),)),
        ApprovalRetracted(Reason(code="not_related", rule="review_span")),
        ClaimApproved(Money("1000.50", currency), reason=Reason(code="above_cap")),
        CutDisputed("It is within the cap."),
    )
    reopened = (InvoiceAdded(invoice), ClaimSubmitted(), ReviewStarted(), asked, ClaimReopened())
    return (
        ("whole", (*edited, *reviewed)),
        ("cancelled", (DraftCancelled("Filed twice."),)),
        ("expired", (DraftExpired(),)),
        ("reopened", reopened),
        ("back", back),
    )


def _for_somebody_absent(write: ClaimWrite) -> ClaimWrite:
    """Return the write with every entry under two names, of persons who are known."""
    who: dict[str, Any] = {"person": "p-1", "on_behalf_of": "away", "absent_person": "p-2"}
    return attrs.evolve(write, entries=tuple(attrs.evolve(each, **who) for each in write.entries))


def _books_nothing(event: Event) -> bool:
    return not isinstance(event, ClaimApproved)


def _line(invoice: Invoice, approved: str) -> LineVerdict:
    currency = invoice.amount.currency
    return LineVerdict(
        item=invoice.id, approved=Money(approved, currency), reason="Two hours are not covered."
    )


def gives_back_every_kind_of_entry(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Give back equal what was stored: every kind of event, amount and item, to the microsecond."""
    site = Site(make)
    booked: list[FundEntry] = []
    for name, told in _events(site):
        # An approval comes with what the fund commits; a store of one stream at a time has none.
        events = told if can.several_streams else tuple(takewhile(_books_nothing, told))
        write = site.begin(site.id(name), *events)
        if name == "cancelled":
            write = _for_somebody_absent(write)
        caused = site.caused(write) if can.several_streams else ()
        site.store.append(write, *([site.funding(*caused, expected=1 + len(booked))] if caused else []))
        booked += caused
        stored = site.store.history(write.claim)
        law(stored.claim == write.claim, "a History is that of the claim asked for", stored=stored.claim)
        law(len(stored) == len(write.entries), "every entry is kept", stored=stored, written=write.entries)
        for entry, written in zip(stored, write.entries, strict=True):
            law(entry == written, "an entry comes back as it was stored", stored=entry, written=written)
            law(type(entry.event) is type(written.event), "an event keeps its kind", stored=entry)
        claim = replay(write.entries)
        law(claim in site.listed(), "a claim is listed as its History has it", listed=site.listed())
    wanted = FundPool.empty(site.key).record((site.earned, *booked))
    law(site.pool() == wanted, "a fund is what its ledger makes of it", stored=site.pool(), wanted=wanted)


def gives_back_long_and_foreign_text(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Give text back letter by letter: long, of any script, with blanks, quotes and line ends."""
    site = Site(make)
    write = site.begin(site.id("\u00e5-\u6771 'q' %"), Commented(_TEXT), Commented(_TEXT.strip()))
    site.store.append(write)
    for entry, written in zip(site.store.history(write.claim), write.entries, strict=True):
        if isinstance(entry.event, Commented) and isinstance(written.event, Commented):
            law(
                entry.event.text == written.event.text,
                "text comes back as it was stored",
                stored=len(entry.event.text),
                written=len(written.event.text),
            )
    law(site.history(write.claim) is not None, "an identifier may hold any letter", claim=write.claim)


def knows_only_what_was_stored(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Raise for unknown claims and funds, instead of empty answers; know nothing that was refused."""
    site = Site(make)
    claim = site.id("nobody")
    error = refused(UnknownClaim, "a claim that nobody stored is unknown", site.store.history, claim)
    law(error.args == (claim,), "`UnknownClaim` names the claim", error=error)
    nowhere = LocationId(f"{site.label}-nowhere")
    key = attrs.evolve(site.key, location=nowhere)
    places = (
        (nowhere, key.program, key.usage_period),
        (site.key.location, ProgramId("no program"), key.usage_period),
        (site.key.location, key.program, UsagePeriod(date(2019, 1, 1), date(2019, 6, 30))),
    )
    for place in places:
        refused(UnknownFund, "a fund that nobody opened is unknown", site.store.pool, *place)
    law(site.store.claims(location=nowhere) == (), "no claim is listed where none is", place=nowhere)
    law(site.store.pools(location=nowhere) == (), "no fund is listed where none is", place=nowhere)
    before = site.picture(claim)
    write = attrs.evolve(site.funding(), pool=key, expected=0)
    refused(UnknownFund, "nothing is written to a fund that is not open", site.store.append, write)
    site.store.append()
    law(site.picture(claim) == before, "an append of nothing changes nothing", before=before)


def gives_what_later_writes_do_not_change(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Hand out values: later writes do not change them, and they are made of tuples."""
    site = Site(make)
    site.store.append(site.begin(site.id()))
    history, listed, pool = site.store.history(site.id()), site.listed(), site.pool()
    pools = site.store.pools(location=site.key.location)
    before = (len(history), tuple(history), len(listed), listed[0].version, pool.version, len(pools))
    for answer in (history.entries, listed, pools, pool.earned, pool.reserved):
        law(type(answer) is tuple, "an answer is a tuple that nobody can add to", answer=type(answer))
    site.store.append(site.remarks(site.id(), 1, 3))
    site.store.append(site.funding(site.credit(2)))
    site.store.append(site.begin(site.id("another")))
    site.picture(site.id())  # who looks again sees the new, and it is not put into what they had
    after = (len(history), tuple(history), len(listed), listed[0].version, pool.version, len(pools))
    law(before == after, "what was handed out stays as it was", before=before, after=after)


def keeps_claims_apart(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Keep claims apart whose identifiers look alike: by case, blanks, wildcards, accents, prefixes."""
    site = Site(make)
    names = ("c-1", "C-1", "c-11", "c_1", "c%", "c-1 ", " c-1", "c-01", "\u00e9", "e\u0301", "1", "01", "1.0")
    for number, name in enumerate(names):
        site.store.append(site.begin(site.id(name), Commented(name), *[Commented("again")] * number))
    for number, name in enumerate(names):
        history = site.store.history(site.id(name))
        wanted = site.begin(site.id(name), Commented(name), *[Commented("again")] * number).entries
        law(history.entries == wanted, "each claim has its own History", claim=name, history=history)
    listed = [claim.id for claim in site.listed()]
    law(
        listed == sorted(site.id(name) for name in names),
        "each claim is listed once, in the order of the characters' numbers",
        listed=listed,
    )


def keeps_funds_apart(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Keep funds of other locations, programs and usage periods apart, each in its own currency."""
    site = Site(make, others=_lookalikes)
    keys = _lookalikes(site.key)
    amounts = [
        Money(f"{number}.5" if key.currency.digits else f"{number}", key.currency)
        for number, key in enumerate(keys, start=1)
    ]
    for key, amount in zip(keys, amounts, strict=True):
        site.store.append(FundWrite(pool=key, expected=0, entries=(site.earning(key, amount),)))
    other = attrs.evolve(site.key, currency=keys[1].currency)
    write = FundWrite(pool=other, expected=1, entries=())
    refused(UnknownFund, "a fund has one currency", site.store.append, write)
    for key, amount in zip(keys, amounts, strict=True):
        wanted = FundPool.empty(key).record((site.earning(key, amount),))
        pool = site.store.pool(key.location, key.program, key.usage_period)
        law(pool == wanted, "each fund has its own ledger", pool=pool, wanted=wanted)
        listed = [each for each in site.store.pools(location=key.location) if each.key == key]
        law(listed == [wanted], "each fund is listed once, as it stands", listed=listed, wanted=wanted)


def _lookalikes(key: PoolKey) -> tuple[PoolKey, ...]:
    """Return keys that differ from this one in one thing each."""
    first, last = key.usage_period.first, key.usage_period.last
    return (
        attrs.evolve(key, location=LocationId(f"{key.location} ")),
        attrs.evolve(key, location=LocationId(key.location.upper()), currency=Currency("JPY")),
        attrs.evolve(key, program=ProgramId(f"{key.program} 2"), currency=Currency("EUR")),
        attrs.evolve(key, program=ProgramId(f"{key.program}%"), currency=Currency("KWD")),
        attrs.evolve(key, usage_period=UsagePeriod(first, last - timedelta(days=1))),
        attrs.evolve(key, usage_period=UsagePeriod(first + timedelta(days=1), last)),
    )
