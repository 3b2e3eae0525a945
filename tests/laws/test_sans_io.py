"""No I/O: the whole story of a claim runs while any file, socket or process event is an error."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

PREPARED = """
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import coopclaims as cc
from coopclaims import wire
from coopclaims.payouts import forecast_payouts, payment_waterfall

for door in (cc, *(getattr(cc, name) for name in dir(cc))):  # a room is loaded when it is asked for
    for name in getattr(door, "__all__", ()):
        getattr(door, name)
zone = ZoneInfo("America/Los_Angeles")
calendar = cc.BusinessCalendar.from_holidays("US", years=range(2022, 2024))
rules = cc.partner_center.bind(calendar=calendar, zone=zone)

HARMLESS = {
    "builtins.id", "code.__new__", "object.__delattr__", "object.__getattr__", "object.__setattr__",
    "sys._getframe", "sys._getframemodulename",
    "compile", "exec",  # the wire writes out the reader of a type when it first reads one
}


def hook(event, arguments):
    global armed
    if armed and event not in HARMLESS and not event.startswith(("gc.", "cpython.")):
        armed = False  # telling of it opens files
        raise SystemExit(f"audited: {event} {arguments!r}")


armed = False
sys.addaudithook(hook)
"""

STORY = """
usage = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
form = cc.ClaimForm(
    name="Autumn", program="CSP", location="se-1", usage_period=usage, activity="partner-network",
    executed_on=date(2022, 8, 25), amount=cc.Money("900.00", "SEK"),
)
here = {"location": "se-1", "program": "CSP"}
alice = cc.Actor.partner("alice", cc.Role.INCENTIVES_ADMIN, **here)
rita = cc.Actor.vendor("rita", cc.Role.REVIEWER, **here)
vera = cc.Actor.vendor("vera", cc.Role.VALIDATION_TEAM, **here)
key = cc.funds.PoolKey(location="se-1", program="CSP", usage_period=usage, currency=cc.Currency("SEK"))
repository = cc.InMemoryRepository()
pool = repository.open_pool(key)
start = datetime(2022, 7, 1, tzinfo=UTC)
earned = tuple(pool.earned_entry(each, cc.Money(1000, "SEK"), at=start) for each in ("ie", "se"))
repository.append(cc.repositories.FundWrite(pool=key, expected=0, entries=earned))
done = []


def do(kind, by, day, **said):
    at = datetime(2022, 9, day, 12, len(done), tzinfo=zone)
    command = kind(claim="C-1", id=f"c-{len(done)}", by=by, at=at, **said)
    cc.problems(command, done[-1] if done else None, rules=rules, funds=repository.pool("se-1", "CSP", usage))
    outcome = cc.perform(command, repository, rules=rules)
    done.append(outcome.claim)
    cc.allowed(outcome.claim, by, at=at, rules=rules, funds=repository.pool("se-1", "CSP", usage))
    return outcome.claim


do(cc.claims.CreateClaim, alice, 1, form=form)
invoice = cc.claims.Invoice(id="i", document="d", amount=cc.Money("900.00", "SEK"))
do(cc.claims.AddInvoice, alice, 1, invoice=invoice)
do(cc.claims.SubmitClaim, alice, 14)
do(cc.claims.StartReview, rita, 15)
do(cc.claims.RequestAction, rita, 15, requests=(cc.claims.InformationRequest("a better scan"),))
do(cc.claims.Comment, alice, 15, text="It comes.")
do(cc.claims.SubmitClaim, alice, 16)
do(cc.claims.StartReview, rita, 19)
do(cc.claims.RejectClaim, rita, 20, reasons=("unreadable",))
try:
    do(cc.claims.SubmitClaim, alice, 20)
except cc.Refused as refused:
    told = [str(refused)]
do(cc.claims.DisputeRejection, alice, 21)
claim = do(cc.claims.ApproveClaim, vera, 26, amount=cc.Money("800.00", "SEK"), reason="one item falls out")
history = repository.history("C-1")
assert cc.replay(history) == claim
for each in (
    cc.review_deadline(claim, rules=rules),
    cc.dispute_deadline(claim, rules=rules),
    cc.payment_deadline(claim, tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=rules),
    cc.deadlines.claiming_deadline(claim, rules=rules),
    cc.deadlines.retention_due(form.executed_on, rules=rules),
    cc.deadlines.latest_submission(usage, rules=rules, paid_by=date(2022, 12, 30)),
):
    told += [str(each.explain()), wire.to_data(each.explain()), repr(each)]
rate = cc.money.ExchangeRate(source="SEK", target="EUR", rate="0.09", month=date(2022, 11, 1), origin="given")
good = cc.payouts.ProfileStatus.APPROVED
not_needed = cc.deadlines.TaxInvoice.not_needed()
ireland, sweden = cc.payouts.PayingEntity("ie", "EUR"), cc.payouts.PayingEntity("se", "SEK")
profiles = cc.payouts.BankProfiles(
    (
        cc.payouts.ProfileAssignment(
            profile="P-1", currency="SEK", location="se-1", program="CSP", status=good
        ),
        cc.payouts.ProfileAssignment(
            profile="P-2", currency="EUR", location="se-1", program="CSP", entity="ie", status=good
        ),
    )
)
resolution = cc.payouts.resolve_payouts(
    claim,
    shares=repository.pool("se-1", "CSP", usage).shares(),
    entities=(ireland, sweden),
    profiles=profiles,
    rates=cc.money.RateTable((rate,)),
    ordered_at=datetime(2022, 11, 3, tzinfo=UTC),
    rules=rules,
    enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
)
assert len(resolution.payouts) == 2
forecast = forecast_payouts(
    form, shares=repository.pool("se-1", "CSP", usage).shares(), entities=(ireland,),
    profiles=profiles, at=start, rules=rules, enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
)
fall = payment_waterfall(claim, resolution)
for each in (forecast, fall):
    told += [str(each), repr(each), str(each.explain()), wire.to_data(each.explain())]
for payment in cc.payments.expected_payments(claim, resolution, tax_invoice=not_needed, rules=rules):
    told += [str(payment.payout.explain()), wire.to_data(payment.payout.explain())]
told += [history.table(), repr(cc.portfolio.claims_overview(repository.claims(), repository.pools()))]
told.append(cc.labels.label(claim.status, "sv"))
told.append(cc.labels.parse_label("Goedgekeurd", kind=cc.labels.LabelledObject.CLAIM))
told += [wire.to_data(calendar), calendar.diff(calendar), rules.on(date(2022, 9, 14))]
assert wire.from_text(wire.to_text(history)) == history
sealed = wire.seal(history, salts=(bytes([each.number]) * 32 for each in history))
assert wire.unseal(sealed, anchors=(sealed.head,)) == history
assert wire.from_data(wire.to_data(claim)) == claim
told += [wire.to_text(wire.erase(sealed, 1)), wire.to_text(calendar), wire.to_text(resolution), wire.schema()]
armed = False
sys.stdout.write(f"{claim.status} {len(history)} {len(told)}")
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script in an interpreter of its own, which has seen nothing yet."""
    return subprocess.run(
        [sys.executable, "-I", "-c", script], check=False, capture_output=True, encoding="utf-8", timeout=120
    )


def test_the_whole_story_touches_nothing_outside() -> None:
    done = run(PREPARED + "\narmed = True\n" + STORY)

    assert done.stderr == ""
    assert done.stdout.startswith("approved 11 ")


def test_the_hook_sees_a_file_that_is_opened() -> None:
    done = run(PREPARED + "\narmed = True\nopen('/dev/null')\n")

    assert "audited: open" in done.stderr


def test_the_hook_sees_a_socket_and_a_process() -> None:
    for deed in ("socket.socket()", "os.system('true')", "subprocess.Popen(['true'])"):
        script = PREPARED + dedent(f"""
            import os, socket, subprocess
            armed = True
            {deed}
            """)

        assert "audited: " in run(script).stderr, deed


def test_the_hook_sees_an_amount_being_written_for_people() -> None:
    """An edge that reads files, as the next one does; nothing else may go over them."""
    pytest.importorskip("babel", reason="the extra people is not installed")
    written = "people.format_money(cc.Money(1, 'SEK'), 'sv_SE')\n"
    done = run(f"{PREPARED}\nimport coopclaims.money.people as people\narmed = True\n{written}")

    assert "audited: " in done.stderr


def test_the_hook_sees_a_calendar_being_built() -> None:
    """The edge by which holidays come in; nothing else may go over it."""
    done = run(
        PREPARED + "\narmed = True\ncc.BusinessCalendar.from_holidays('DE', years=range(2022, 2024))\n"
    )

    assert "audited: " in done.stderr
