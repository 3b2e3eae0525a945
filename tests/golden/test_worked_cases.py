"""The worked cases: one row of a table in tests/cases each, with the facts that it rests on."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.cases import captioned, case_name, rows_of
from tests.support.worked_rows import (
    approved_desk,
    entities_of,
    form_of,
    listed,
    money,
    profiles_of,
    rates_of,
)
from tests.support.world import (
    ACTORS,
    ADMIN,
    CAROL,
    FORM,
    INVOICE,
    KINDS,
    LOCATION,
    METRIC,
    PROGRAM,
    PROOF,
    REPORT,
    REVIEWER,
    RULES,
    USER,
    WANTED,
    WEEKDAYS,
    Desk,
    Payload,
    bound,
    desk_asked_for_documents,
    desk_at,
    fund,
    instant,
)

from coopclaims import (
    Action,
    Actor,
    BusinessCalendar,
    CalendarDays,
    ClaimStatus,
    Deadline,
    Money,
    NotRunning,
    Policies,
    Role,
    Rulebook,
    Side,
    UsagePeriod,
    dispute_deadline,
    partner_center,
    payment_deadline,
    permission,
    review_deadline,
)
from coopclaims.claims import (
    AddCertification,
    AddInvoice,
    AddProof,
    ApproveClaim,
    Comment,
    CreateClaim,
    DisputeRejection,
    InformationRequest,
    ProofAdded,
    RecordMetric,
    RejectClaim,
    SubmitClaim,
)
from coopclaims.deadlines import DeadlineState, TaxInvoice, dispute_due, payment_due, review_due
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ClaimId, EntityId, ItemId, ProfileId
from coopclaims.money import RateTable
from coopclaims.parties import EVERYWHERE
from coopclaims.payments import expected_payments
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PaymentStatus,
    ProfileAssignment,
    ProfileStatus,
    UnresolvedReason,
    resolve_payouts,
)
from coopclaims.periods import EarningPeriod, FiscalHalf
from coopclaims.portfolio import claims_overview
from coopclaims.rules import ClaimSums

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coopclaims import Rules
    from coopclaims.claims import Command
    from coopclaims.payouts import PayoutResolution

YEARS = range(2019, 2026)
RowT = dict[str, str]


def rows(table: str, **wanted: str) -> Iterable[RowT]:
    """Return the rows of a table that have these values."""
    return [row for row in rows_of(table) if wanted.items() <= row.items()]


def day(text: str) -> date:
    return date.fromisoformat(text)


class TestDeadlines:
    @staticmethod
    @cache
    def calendar(text: str) -> BusinessCalendar:
        if text == "weekdays":
            return WEEKDAYS
        if text == "US":
            return BusinessCalendar.from_holidays("US", years=YEARS)
        closed = [day(each) for each in text.removeprefix("closed ").split()]
        return BusinessCalendar.of_days(name="made for this case", closed=closed, years=YEARS)

    @classmethod
    def rules(cls, row: RowT) -> Rules:
        book = partner_center
        if row["rule"]:
            n, unit = row["rule"].split(maxsplit=1)
            assert unit == "calendar days"
            *earlier, last = partner_center.editions
            payment = next(each.payment_span for each in reversed(earlier) if each.payment_span)
            legacy = attrs.evolve(payment, value=CalendarDays(int(n)), first=date(2021, 9, 27))
            book = Rulebook("legacy payment", (*earlier, attrs.evolve(last, payment_span=legacy)))
        return bound(rulebook=book, calendar=cls.calendar(row["calendar"]))

    @staticmethod
    def tax_invoice(row: RowT) -> TaxInvoice:
        if row["tax_invoice"] == "not needed":
            return TaxInvoice.not_needed()
        if row["tax_invoice"] == "awaited":
            return TaxInvoice.awaited()
        return TaxInvoice.approved(instant(f"{row['tax_invoice']} 12:00"))

    @pytest.mark.parametrize("row", rows("deadlines"), ids=case_name)
    def test_from_a_bare_day(self, row: RowT) -> None:
        rules, start = self.rules(row), day(row["start"])
        due: Deadline | NotRunning
        if row["clock"] == "review":
            due = review_due(start=start, rules=rules)
        elif row["clock"] == "dispute":
            due = dispute_due(start=start, rules=rules)
        else:
            due = payment_due(approved=start, tax_invoice=self.tax_invoice(row), rules=rules)
        assert (str(due.on) if isinstance(due, Deadline) else "none") == row["due"]

    @pytest.mark.parametrize("row", rows("deadlines", clock="review"), ids=case_name)
    @pytest.mark.parametrize("clock", ["00:00", "10:00", "23:59:59.999999"])
    def test_from_a_submission_at_any_time_of_that_day(self, row: RowT, clock: str) -> None:
        start = day(row["start"])
        usage = UsagePeriod.of(FiscalHalf.of(start))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=usage.first)
        desk = Desk(rules=self.rules(row), form=form)
        desk.draft(at=f"{start - timedelta(days=1)} 09:00")
        desk.do(SubmitClaim, USER, f"{start} {clock}")
        due = review_deadline(desk.claim, rules=desk.rules)
        assert isinstance(due, Deadline)
        assert str(due.on) == row["due"]

    @pytest.mark.parametrize("row", rows("deadlines", clock="dispute"), ids=case_name)
    def test_from_a_dispute(self, row: RowT) -> None:
        desk = desk_at(ClaimStatus.REJECTED, rules=self.rules(row))
        desk.do(DisputeRejection, ADMIN, f"{row['start']} 10:00")
        assert desk.status() is ClaimStatus.DISPUTED
        due = dispute_deadline(desk.claim, rules=desk.rules)
        assert isinstance(due, Deadline)
        assert str(due.on) == row["due"]

    @pytest.mark.parametrize("row", rows("deadlines", clock="payment"), ids=case_name)
    def test_from_an_approval(self, row: RowT) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=self.rules(row))
        desk.do(ApproveClaim, REVIEWER, f"{row['start']} 10:00")
        due = payment_deadline(desk.claim, tax_invoice=self.tax_invoice(row), rules=desk.rules)
        assert (str(due.on) if isinstance(due, Deadline) else "none") == row["due"]
        assert isinstance(due, NotRunning) is (row["due"] == "none")
        resolution = resolve_payouts(
            desk.claim,
            shares=desk.funds.shares(),
            entities=(PayingEntity(EntityId("ireland"), "EUR"),),
            profiles=BankProfiles(
                (ProfileAssignment(profile=ProfileId("P1"), currency="SEK", status=ProfileStatus.APPROVED),)
            ),
            rates=RateTable(()),
            ordered_at=instant("2022-11-01 09:00"),
            rules=desk.rules,
            enrollment=EnrollmentStatus.ENROLLED,
        )
        (payment,) = expected_payments(
            desk.claim, resolution, tax_invoice=self.tax_invoice(row), rules=desk.rules
        )
        assert payment.due == due
        assert payment.status is captioned(PaymentStatus, row["payment_status"])

    @pytest.mark.parametrize("row", rows("deadline_states"), ids=case_name)
    def test_how_it_stands(self, row: RowT) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(SubmitClaim, USER, f"{row['start']} 10:00")
        due = review_deadline(desk.claim, rules=desk.rules)
        assert isinstance(due, Deadline)
        at = instant(row["asked_at"])
        assert due.state(at) is DeadlineState(row["state"])
        standing = due.explain(at).find("state")
        assert ("Support" in standing.text) is (row["support"] == "yes")
        assert (standing.source is not None and "R-16" in standing.source.facts) is (row["support"] == "yes")


class TestPeriods:
    @pytest.mark.parametrize("row", rows("windows"), ids=case_name)
    def test_usage_and_claiming_follow_from_earning(self, row: RowT) -> None:
        earning = EarningPeriod(day(row["earning_first"]), day(row["earning_last"]))
        assert EarningPeriod.of(FiscalHalf.of(earning.first)) == earning
        usage = earning.usage_period()
        assert usage == UsagePeriod(day(row["usage_first"]), day(row["usage_last"]))
        period = RULES.claiming_period(usage).value
        assert (period.first, period.last) == (day(row["opens"]), day(row["closes"]))


CONTENT: dict[str, Payload] = {
    "": {},
    "the invoice": {"item": INVOICE.id},
    "about one item": {"requests": (InformationRequest("a readable scan", item=INVOICE.id),)},
    "one proof": {"requests": (InformationRequest("the photo"),)},
    "nothing": {"requests": ()},
    "no reason": {"reasons": ()},
    "a blank reason": {"reasons": ("Too dark.", "  ")},
    "one reason": {"reasons": ("The landing page does not show the brand.",)},
}


def kind_named(name: str) -> type[Command]:
    return next(kind for kind in KINDS if kind.__name__ == name)


class TestTransitions:
    @pytest.mark.parametrize("row", rows("transitions"), ids=case_name)
    def test_leads_where_the_case_says(self, row: RowT) -> None:
        role = Role(row["by"])
        given, _, is_asked = row["given"].partition(" and ")
        desk = desk_at(ClaimStatus(given))
        desk = desk_asked_for_documents(desk) if is_asked else desk
        kind, content, known = kind_named(row["command"]), CONTENT[row["content"]], len(desk.history)
        if row["expected"].startswith("refused "):
            refused = desk.refused(kind, ACTORS[role], desk.later, **content)
            assert refused.codes == {ProblemCode(row["expected"].removeprefix("refused "))}
            return
        desk.do(kind, ACTORS[role], desk.later, **content)
        assert desk.status() is ClaimStatus(row["expected"])
        assert len(desk.history) == known + 1
        assert desk.last.role is role
        overview = claims_overview([desk.claim], [desk.funds])
        assert dict(overview.by_status) == {ClaimStatus(row["listed_under"]): (desk.id,)}

    def test_w54_the_history_holds_request_and_answer(self) -> None:
        """Source: T7 to T9, H-03."""
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        assert desk.claim.milestones.requests == (WANTED,)
        answer = attrs.evolve(PROOF, id=ItemId("answer"), note="A readable scan")
        desk.do(AddProof, USER, desk.later, proof=answer)
        desk.do(SubmitClaim, USER, desk.later)
        statuses = [entry.after for entry in desk.history][-4:]
        assert statuses == [
            ClaimStatus.UNDER_REVIEW,
            ClaimStatus.ACTION_REQUIRED,
            ClaimStatus.ACTION_REQUIRED,
            ClaimStatus.SUBMITTED,
        ]
        *_, request, answered, _ = desk.history
        assert WANTED.what in request.summary
        assert INVOICE.id in request.summary
        assert (request.by, request.side) == ("rita", Side.VENDOR)
        assert answered.event == ProofAdded(answer)

    def test_w61_the_colleague_leaves_two_entries_of_her_own(self) -> None:
        """Source: H-02, R-14."""
        desk = desk_at(ClaimStatus.EDITING)
        known = len(desk.history)
        desk.do(AddProof, CAROL, desk.later)
        desk.do(Comment, CAROL, desk.later, text="Here it is.")
        mine = desk.history.entries[known:]
        assert [(entry.by, entry.role, entry.side) for entry in mine] == [
            ("carol", Role.COLLABORATOR, Side.PARTNER),
            ("carol", Role.COLLABORATOR, Side.PARTNER),
        ]
        assert [type(entry.event).__name__ for entry in mine] == ["ProofAdded", "Commented"]


class TestEvidence:
    @pytest.mark.parametrize("row", rows("evidence"), ids=case_name)
    def test_is_taken_as_the_case_says(self, row: RowT) -> None:
        desk = Desk(form=attrs.evolve(FORM, amount=Money("900.00", "EUR")), funds=fund("5000.00", "EUR"))
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        contents: dict[str, Payload] = {"AddProof": {"proof": attrs.evolve(PROOF, note=row["note"])}}
        if row["amount"]:
            amount = money(row["amount"])
            contents["AddInvoice"] = {"invoice": attrs.evolve(INVOICE, amount=amount, note=row["note"])}
            contents["AddCertification"] = {"report": attrs.evolve(REPORT, amount=amount)}
        kind, content = kind_named(row["command"]), contents[row["command"]]
        if row["expected"] == "accepted":
            desk.do(kind, USER, desk.later, **content)
            assert desk.claim.items == tuple(content.values())
        else:
            refused = desk.refused(kind, USER, desk.later, **content)
            assert refused.codes == {ProblemCode(row["expected"])}
            assert desk.claim.items == ()


class TestCompleteness:
    """What a claim shows and states, and whether it can be filed and submitted with that."""

    EDITOR = Actor.partner("erik", Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE)
    """Somebody who may claim in any program."""

    @classmethod
    def desk(cls, row: RowT) -> Desk:
        form = form_of(row)
        key = attrs.evolve(fund().key, program=form.program)
        return Desk(form=form, funds=attrs.evolve(fund(), key=key))

    @pytest.mark.parametrize("row", rows("completeness"), ids=case_name)
    def test_is_judged_as_the_case_says(self, row: RowT) -> None:
        desk = self.desk(row)
        verdict, _, problems = row["expected"].partition(": ")
        if verdict == "refused":
            refused = desk.refused(CreateClaim, self.EDITOR, "2022-09-01 09:00")
            assert refused.codes == {ProblemCode(problems)}
            return
        desk.do(CreateClaim, self.EDITOR, "2022-09-01 09:00")
        if verdict == "filed":
            return
        if "invoice" in row["cost"]:
            desk.do(AddInvoice, self.EDITOR, desk.later, invoice=INVOICE)
        if "report" in row["cost"]:
            desk.do(AddCertification, self.EDITOR, desk.later, report=REPORT)
        for key in row["shows"].split():
            proof = attrs.evolve(PROOF, id=ItemId(key), shows=(key,))
            desk.do(AddProof, self.EDITOR, desk.later, proof=proof)
        for key in row["metrics"].split():
            metric = attrs.evolve(METRIC, id=ItemId(f"m-{key}"), name=key)
            desk.do(RecordMetric, self.EDITOR, desk.later, metric=metric)
        if verdict == "complete":
            desk.do(SubmitClaim, self.EDITOR, desk.later)
            return
        (problem,) = desk.refused(SubmitClaim, self.EDITOR, desk.later).problems
        code, *keys = problems.split()
        assert problem.code is ProblemCode(code)
        params: dict[str, Any] = dict(problem.params)
        assert [*params.get("keys", ())] == keys


class TestPermissions:
    @pytest.mark.parametrize("row", rows("permissions"), ids=case_name)
    def test_is_granted_as_the_matrix_says(self, row: RowT) -> None:
        action, role = Action(row["action"]), Role(row["role"])
        granted = RULES.permission(action, date(2022, 9, 14)).value
        assert (role in granted) is (row["allowed"] == "yes")

    @pytest.mark.parametrize(
        "row", [row for row in rows("permissions") if row["role"] != "collaborator"], ids=case_name
    )
    def test_is_judged_as_the_matrix_says(self, row: RowT) -> None:
        found = permission(
            ACTORS[Role(row["role"])],
            Action(row["action"]),
            location=LOCATION,
            program=PROGRAM,
            at=instant("2022-09-14 10:00"),
            rules=RULES,
        )
        if row["allowed"] == "yes":
            assert found == ()
        else:
            (problem,) = found
            assert problem.code in {ProblemCode.ACTION_NOT_GRANTED, ProblemCode.WRONG_SIDE}

    @pytest.mark.parametrize("row", rows("claim_sums"), ids=case_name)
    def test_sums_and_funds_are_shown_as_the_policy_says(self, row: RowT) -> None:
        policies = Policies(claim_sums=ClaimSums(row["claim_sums"]))
        found = permission(
            ACTORS[Role(row["role"])],
            Action(row["action"]),
            location=LOCATION,
            program=PROGRAM,
            at=instant("2022-09-14 10:00"),
            rules=bound(policies),
        )
        assert (found == ()) is (row["allowed"] == "yes")
        if found:
            assert [problem.code for problem in found] == [ProblemCode.ACTION_NOT_GRANTED]


class TestFunds:
    @pytest.mark.parametrize("row", rows("funds"), ids=case_name)
    def test_balances_follow_from_the_claims(self, row: RowT) -> None:
        """Every amount is one claim, filed, submitted and decided on one fund."""
        earned = money(row["earned"])
        funds = fund(str(earned.amount), earned.currency.code)
        for column in ("approved", "submitted", "rejected"):
            form = attrs.evolve(FORM, amount=money(row[column]))
            desk = Desk(form=form, funds=funds, claim=ClaimId(column))
            desk.draft(at="2022-09-01 09:00")
            desk.do(SubmitClaim, USER, "2022-09-14 10:00")
            if column != "submitted":
                desk.do(kind_named("StartReview"), REVIEWER, "2022-09-15 10:00")
                kind = ApproveClaim if column == "approved" else RejectClaim
                desk.do(kind, REVIEWER, "2022-09-16 10:00")
            funds = desk.funds
        balance = funds.balance()
        assert balance.earned == earned
        assert balance.approved == money(row["approved"])
        assert balance.reserved == money(row["submitted"])
        assert balance.remaining == money(row["remaining"])
        assert balance.available == money(row["available"])


class TestPayouts:
    @staticmethod
    def resolution(row: RowT) -> PayoutResolution:
        desk = approved_desk(row)
        return resolve_payouts(
            desk.claim,
            shares=desk.funds.shares(),
            entities=entities_of(row),
            profiles=profiles_of(row),
            rates=rates_of(row),
            ordered_at=instant("2022-11-10 09:00"),
            rules=RULES,
            enrollment=EnrollmentStatus.ENROLLED,
        )

    @pytest.mark.parametrize("row", rows("payouts"), ids=case_name)
    def test_each_entity_pays_what_the_case_says(self, row: RowT) -> None:
        resolution = self.resolution(row)
        paid = [[each.entity, *str(each.money).split(), each.profile] for each in resolution.payouts]
        assert paid == listed(row["payments"])
        missing = [[each.entity, *str(each.share).split()] for each in resolution.unresolved]
        assert missing == listed(row["unresolved"])
        assert all(each.reason is UnresolvedReason.NO_PROFILE for each in resolution.unresolved)
        shares = [each.share for each in resolution.payouts]
        shares += [each.share for each in resolution.unresolved]
        assert Money.total(shares, resolution.approved.currency) == money(row["approved"])
