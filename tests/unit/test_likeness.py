"""Likeness of evidence: on one claim as advice, across claims as an answer, never beyond what is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.world import (
    ADMIN,
    ELSEWHERE,
    FORM,
    INFORMATION,
    INVOICE,
    LOCATION,
    METRIC,
    PROGRAM,
    PROOF,
    REPORT,
    REVIEWER,
    USER,
    bound,
    desk_at,
    instant,
    stored,
)

from coopclaims import (
    Actor,
    ClaimStatus,
    Money,
    Policies,
    Refused,
    Role,
    advice,
    allowed,
    likenesses,
    perform,
    problems,
)
from coopclaims.claims import (
    AddCertification,
    AddInvoice,
    AddProof,
    ApproveClaim,
    CertificationReport,
    Invoice,
    Proof,
    SubmitClaim,
)
from coopclaims.completeness import (
    Likeness,
    LikenessKind,
    LikenessStrength,
    evidence_keys,
)
from coopclaims.decisions import visible
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import ClaimId, ItemId
from coopclaims.portal import claim_page, way_to
from coopclaims.rules import RepeatedEvidence

if TYPE_CHECKING:
    from tests.support.world import Desk

    from coopclaims import Claim, Problem
    from coopclaims.claims import Item

K = LikenessKind
AT = instant("2022-09-14 10:00")


def of(*items: Item, name: str = "C-1", **form: Any) -> Claim:
    draft = desk_at(ClaimStatus.EDITING).claim
    details = attrs.evolve(draft.details, form=attrs.evolve(FORM, **form), items=items)
    return attrs.evolve(draft, id=ClaimId(name), details=details)


def bill(item: str, amount: str = "10.00", **said: str) -> Invoice:
    """Return an invoice that is like no other one unless it says the same."""
    plain: dict[str, Any] = {"document": f"scan-{item}"} | said
    return Invoice(id=ItemId(item), amount=Money(amount, "SEK"), **plain)


def report(item: str, amount: str = "11.00", **said: str) -> CertificationReport:
    plain = {"document": f"csr-{item}"} | said
    return CertificationReport(id=ItemId(item), amount=Money(amount, "SEK"), **plain)


def proof(item: str, **said: str) -> Proof:
    return Proof(id=ItemId(item), **({"document": f"shot-{item}", "note": "It shows."} | said))


def kinds(found: tuple[Likeness, ...]) -> list[LikenessKind]:
    return [each.kind for each in found]


class TestAcrossClaims:
    @pytest.mark.parametrize(
        ("one", "other", "kind", "strength"),
        [
            ({"digest": "AB"}, {"digest": "ab "}, K.SAME_CONTENT, LikenessStrength.CERTAIN),
            ({"document": "s"}, {"document": "s"}, K.SAME_DOCUMENT, LikenessStrength.CERTAIN),
            (
                {"supplier": "X AB", "number": "A-1"},
                {"supplier": " x  ab ", "number": "a-1"},
                K.SAME_NUMBER,
                LikenessStrength.LIKELY,
            ),
        ],
    )
    def test_by_what_is_on_the_document(
        self, one: dict[str, str], other: dict[str, str], kind: LikenessKind, strength: LikenessStrength
    ) -> None:
        first, second = of(bill("i", "1.00", **one)), of(bill("j", "2.00", **other), name="C-2")
        (found,) = likenesses(first, (second,))
        assert (found.kind, found.strength) == (kind, strength)
        assert [(each.claim, each.item) for each in found.items] == [("C-1", "i"), ("C-2", "j")]
        assert found.explain().text == f"{kind.caption}: i of claim C-1, j of claim C-2"

    def test_the_same_cost_for_the_same_activity_on_the_same_day_is_possible(self) -> None:
        first, second = of(bill("i")), of(bill("j"), name="C-2")
        (found,) = likenesses(first, (second,))
        assert (found.kind, found.strength) == (K.SAME_COST, LikenessStrength.POSSIBLE)

    @pytest.mark.parametrize(
        "form", [{"activity": "spiff"}, {"executed_on": date(2022, 8, 26)}], ids=["activity", "day"]
    )
    def test_for_another_activity_or_day_it_is_none(self, form: dict[str, Any]) -> None:
        assert not likenesses(of(bill("i")), (of(bill("j"), name="C-2", **form),))
        assert not likenesses(of(bill("i")), (of(bill("j", "10.01"), name="C-2"),))

    @pytest.mark.parametrize(
        "other",
        [
            bill("j", "2.00", supplier="Y AB", number="A-1"),
            bill("j", "2.00", supplier="X AB", number="A-2"),
            bill("j", "2.00", number="A-1"),
            bill("j", "-1.00", supplier="X AB", number="A-1"),
            report("j"),
            proof("j"),
            METRIC,
            INFORMATION,
        ],
    )
    def test_what_is_not_alike(self, other: Item) -> None:
        first = of(bill("i", "1.00", supplier="X AB", number="A-1"), METRIC, INFORMATION)
        assert not likenesses(first, (of(other, name="C-2"),))

    def test_one_file_in_two_roles(self) -> None:
        first, second = of(bill("i", document="f")), of(proof("p", document="f"), name="C-2")
        (found,) = likenesses(first, (second,))
        assert (found.kind, found.strength) == (K.TWO_ROLES, LikenessStrength.LIKELY)

    def test_what_says_nothing_is_like_nothing(self) -> None:
        first = of(bill("i", "1.00", document=" ", digest=" ", supplier=" ", number=" "))
        assert not likenesses(first, (of(*first.items, name="C-2", executed_on=date(2022, 8, 26)),))

    def test_several_that_are_alike_are_one_likeness(self) -> None:
        first = of(bill("i", "1.00", document="s"), bill("k", "2.00", document="s"))
        others = (of(bill("i", "3.00", document="s"), name="C-2"), of(bill("z", "4.00"), name="C-3"))
        (found,) = likenesses(first, others)
        named = [(each.claim, each.item) for each in found.items]
        assert named == [("C-1", "i"), ("C-1", "k"), ("C-2", "i")]

    def test_what_stands_twice_on_one_claim_alone_is_no_likeness_of_two(self) -> None:
        twice = of(bill("i", document="s"), bill("k", document="s"))
        assert likenesses(twice, (of(bill("z", "9.00"), name="C-2"),)) == ()
        assert likenesses(twice, (twice,)) == ()
        assert likenesses(twice, ()) == ()

    def test_two_others_that_are_alike_are_not_of_this_claim(self) -> None:
        others = (of(proof("p", document="s"), name="C-2"), of(proof("q", document="s"), name="C-3"))
        first = of(bill("i", document="s"))
        (found,) = likenesses(first, others)
        assert found.kind is K.TWO_ROLES


@dataclass(frozen=True)
class Drawn:
    """What an item is known by, drawn from few values so that likenesses are frequent."""

    kind: str
    document: str
    number: str
    digest: str
    amount: str

    def item(self, name: str) -> Item:
        said = {"document": self.document, "digest": self.digest}
        if self.kind == "proof":
            return proof(name, **said)
        if self.kind == "report":
            return report(name, self.amount, **said)
        amount = f"-{self.amount}" if self.kind == "credit" else self.amount
        return bill(name, amount, supplier="X AB", number=self.number, **said)


DRAWN = st.builds(
    Drawn,
    kind=st.sampled_from(("invoice", "credit", "report", "proof")),
    document=st.sampled_from(("d1", "d2", "d3")),
    number=st.sampled_from(("", "n1", "N1", "n2")),
    digest=st.sampled_from(("", "", "ff", "00")),
    amount=st.sampled_from(("1.00", "2.00")),
)
CLAIMS = st.lists(st.lists(DRAWN, max_size=3), min_size=2, max_size=3)


def claims(drawn: list[list[Drawn]], claim: str = "C", item: str = "i") -> list[Claim]:
    return [
        of(*(each.item(f"{item}-{k}") for k, each in enumerate(items)), name=f"{claim}-{n}")
        for n, items in enumerate(drawn)
    ]


def shape(found: tuple[Likeness, ...]) -> set[tuple[LikenessKind, frozenset[tuple[str, str]]]]:
    return {
        (
            each.kind,
            frozenset((like.claim.rpartition("-")[2], like.item.rpartition("-")[2]) for like in each.items),
        )
        for each in found
    }


class TestLaws:
    @given(CLAIMS)
    def test_it_is_the_same_from_the_other_side(self, drawn: list[list[Drawn]]) -> None:
        first, second, *_ = claims(drawn)
        assert shape(likenesses(first, (second,))) == shape(likenesses(second, (first,)))

    @given(CLAIMS)
    def test_it_is_the_same_with_other_identifiers(self, drawn: list[list[Drawn]]) -> None:
        first, *others = claims(drawn)
        renamed, *rest = claims(drawn, claim="A-claim", item="z")
        before, after = likenesses(first, others), likenesses(renamed, rest)
        assert kinds(before) == kinds(after)
        assert shape(before) == shape(after)
        assert evidence_keys(first) == evidence_keys(renamed)

    @given(CLAIMS)
    def test_claims_with_a_likeness_have_a_key_in_common_and_others_none(
        self, drawn: list[list[Drawn]]
    ) -> None:
        first, second, *_ = claims(drawn)
        shared = set(evidence_keys(first)) & set(evidence_keys(second))
        assert bool(shared) is bool(likenesses(first, (second,)))

    @given(CLAIMS)
    def test_each_likeness_is_named_once_with_each_item_once(self, drawn: list[list[Drawn]]) -> None:
        first, *others = claims(drawn)
        found = likenesses(first, others)
        assert len(set(found)) == len(found)
        for each in found:
            assert len(set(each.items)) == len(each.items) > 1
            assert {first.id} < {like.claim for like in each.items}


def test_keys_are_digests_in_order_and_the_same_in_every_process() -> None:
    """Each part is written with its length before it, so that no two keys are written alike."""
    written = (
        "12:same_content2:ff",
        "13:same_document1:s",
        "9:same_cost7:Invoice19:digital-advertising10:2022-08-259:10.00 SEK",
    )
    found = evidence_keys(of(bill("i", "10.00", document="s", digest="ff"), METRIC))
    assert found == tuple(sorted(sha256(each.encode()).hexdigest() for each in written))


def repeated(found: tuple[Problem, ...]) -> list[tuple[str | None, LikenessKind, str]]:
    return [
        (each.item, each.param("kind"), each.param("twin"))
        for each in found
        if each.code is ProblemCode.EVIDENCE_REPEATED
    ]


class TestOnOneClaim:
    @pytest.mark.parametrize(
        ("kind", "content", "likeness"),
        [
            (AddInvoice, {"invoice": bill("n", document=INVOICE.document)}, K.SAME_DOCUMENT),
            (AddCertification, {"report": report("n", document=INVOICE.document)}, K.TWO_ROLES),
            (AddProof, {"proof": proof("n", document=INVOICE.document)}, K.TWO_ROLES),
            (AddInvoice, {"invoice": bill("n", "-5.00", document=INVOICE.document)}, K.TWO_ROLES),
        ],
    )
    def test_what_is_added_names_what_it_is_like(
        self, kind: Any, content: dict[str, Any], likeness: LikenessKind
    ) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        found = desk.advised(kind, USER, desk.later, **content)
        assert repeated(found) == [("n", likeness, INVOICE.id)]
        assert {each.severity for each in found} == {Severity.ADVISES}

    def test_the_surest_likeness_is_named_with_the_first_that_has_it(self) -> None:
        items = (bill("a", digest="ff"), bill("b", document="s"), bill("c", document="s", digest="ff"))
        command = desk_at(ClaimStatus.EDITING).command(SubmitClaim, USER, "2022-09-14 10:00")
        desk = desk_at(ClaimStatus.EDITING)
        found = advice(command, of(*items, name=desk.id), rules=desk.rules, funds=desk.funds)
        assert repeated(found) == [("c", K.SAME_CONTENT, "a")]


def under_review(policy: RepeatedEvidence, *items: Item) -> tuple[Desk, Claim]:
    desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(Policies(repeated_evidence=policy)))
    details = attrs.evolve(desk.claim.details, items=(*desk.claim.items, *items))
    return desk, attrs.evolve(desk.claim, details=details)


COPY = attrs.evolve(INVOICE, id=ItemId("copy"))


class TestApproving:
    def test_by_default_it_is_advised_of(self) -> None:
        desk, claim = under_review(RepeatedEvidence.ADVISED, COPY)
        command = desk.command(ApproveClaim, REVIEWER, desk.later)
        assert problems(command, claim, rules=desk.rules, funds=desk.funds) == ()
        found = advice(command, claim, rules=desk.rules, funds=desk.funds)
        assert repeated(found) == [("copy", K.SAME_DOCUMENT, INVOICE.id)]

    @pytest.mark.parametrize(
        ("item", "refused"),
        [
            (COPY, True),
            (report("r", document=INVOICE.document), True),
            (bill("note", "-1.00", document=INVOICE.document), False),
            (proof("p", document=INVOICE.document), False),
            (REPORT, False),
            (attrs.evolve(PROOF, id=ItemId("p")), False),
        ],
        ids=["copy", "report on its file", "credit on its file", "proof on its file", "report", "proof"],
    )
    def test_a_policy_refuses_the_approval_of_a_cost_that_stands_twice(
        self,
        item: Item,
        refused: bool,
    ) -> None:
        desk, claim = under_review(RepeatedEvidence.BLOCKS, item)
        command = desk.command(ApproveClaim, REVIEWER, desk.later)
        found = problems(command, claim, rules=desk.rules, funds=desk.funds)
        assert [(each.code, each.severity) for each in found] == (
            [(ProblemCode.EVIDENCE_REPEATED, Severity.BLOCKS)] if refused else []
        )
        options = allowed(claim, REVIEWER, at=command.at, rules=desk.rules, funds=desk.funds)
        assert options[ApproveClaim].is_allowed is not refused
        assert not repeated(advice(command, claim, rules=desk.rules, funds=desk.funds))

    def test_and_never_the_submission(self) -> None:
        desk = desk_at(ClaimStatus.EDITING, rules=bound(Policies(repeated_evidence=RepeatedEvidence.BLOCKS)))
        desk.do(AddInvoice, USER, desk.later, invoice=COPY)
        found = desk.advised(SubmitClaim, USER, "2022-09-14 10:00")
        assert repeated(found) == [("copy", K.SAME_DOCUMENT, INVOICE.id)]


def shared(found: tuple[Problem, ...]) -> list[tuple[str | None, LikenessKind, str, str]]:
    return [
        (each.item, each.param("kind"), each.param("other"), each.param("twin"))
        for each in found
        if each.code is ProblemCode.EVIDENCE_SHARED
    ]


class TestApprovingBesideOtherClaims:
    """What is shown on another claim too is advised of, or refused by the policy, to whoever sees both."""

    OTHER = of(attrs.evolve(INVOICE, id=ItemId("theirs")), name="C-9", executed_on=date(2022, 7, 1))
    NAMED = (INVOICE.id, K.SAME_DOCUMENT, "C-9", "theirs")

    def answers(
        self, policy: RepeatedEvidence, *others: Claim, items: tuple[Item, ...] = (), by: Actor = REVIEWER
    ) -> tuple[Any, Any, bool]:
        desk, claim = under_review(policy, *items)
        command = desk.command(ApproveClaim, by, desk.later)
        rules, funds = desk.rules, desk.funds
        blocked = shared(problems(command, claim, rules=rules, funds=funds, others=iter(others)))
        told = shared(advice(command, claim, rules=rules, funds=funds, others=iter(others)))
        options = allowed(claim, by, at=command.at, rules=rules, funds=funds, others=others)
        return blocked, told, options[ApproveClaim].is_allowed

    def test_by_default_it_is_advised_of(self) -> None:
        assert self.answers(RepeatedEvidence.ADVISED, self.OTHER) == ([], [self.NAMED], True)

    def test_the_policy_refuses_it(self) -> None:
        assert self.answers(RepeatedEvidence.BLOCKS, self.OTHER) == ([self.NAMED], [], False)

    def test_the_surest_likeness_of_an_item_is_named_once(self) -> None:
        number = {"supplier": "Druck AG", "number": "A 1"}
        items = (bill("n", digest="ff", **number),)
        other = of(bill("x", **number), bill("y", digest="ff"), name="C-9", executed_on=date(2022, 7, 1))
        blocked, told, _ = self.answers(RepeatedEvidence.BLOCKS, other, items=items)
        assert (blocked, told) == ([("n", K.SAME_CONTENT, "C-9", "y")], [])

    @pytest.mark.parametrize(
        "theirs",
        [
            proof("theirs", document=INVOICE.document),
            bill("theirs", "-1.00", document=INVOICE.document),
        ],
        ids=["proof", "credit note"],
    )
    def test_what_is_no_cost_on_both_is_never_refused(self, theirs: Item) -> None:
        other = of(theirs, name="C-9", executed_on=date(2022, 7, 1))
        blocked, told, may = self.answers(RepeatedEvidence.BLOCKS, other)
        assert (blocked, may) == ([], True)
        assert told == [(INVOICE.id, K.TWO_ROLES, "C-9", "theirs")]

    def test_neither_is_the_same_sum_for_the_same_activity(self) -> None:
        other = of(attrs.evolve(INVOICE, id=ItemId("theirs"), document="another", number=""), name="C-9")
        blocked, told, may = self.answers(RepeatedEvidence.BLOCKS, other)
        assert (blocked, may) == ([], True)
        assert told == [(INVOICE.id, K.SAME_COST, "C-9", "theirs")]

    def test_the_claim_itself_is_no_other(self) -> None:
        _, claim = under_review(RepeatedEvidence.BLOCKS)
        assert self.answers(RepeatedEvidence.BLOCKS, claim) == ([], [], True)

    def test_what_the_reviewer_may_not_see_is_not_told_of(self) -> None:
        hidden = attrs.evolve(
            self.OTHER,
            details=attrs.evolve(self.OTHER.details, form=attrs.evolve(self.OTHER.form, location=ELSEWHERE)),
        )
        near = Actor.vendor(REVIEWER.id, Role.REVIEWER, location=LOCATION, program=PROGRAM)
        assert self.answers(RepeatedEvidence.BLOCKS, hidden)[2] is False
        assert self.answers(RepeatedEvidence.BLOCKS, hidden, by=near) == ([], [], True)

    def test_performing_looks_at_them_too(self) -> None:
        desk, _ = under_review(RepeatedEvidence.BLOCKS)
        repository = stored(desk)
        command = desk.command(ApproveClaim, REVIEWER, desk.later)
        with pytest.raises(Refused) as caught:
            perform(command, repository, rules=desk.rules, others=[self.OTHER])
        assert shared(caught.value.problems) == [self.NAMED]

    def test_a_page_and_the_way_to_an_approval_look_at_them_too(self) -> None:
        desk, claim = under_review(RepeatedEvidence.BLOCKS)
        command = desk.command(ApproveClaim, REVIEWER, desk.later)
        way = way_to(command, claim, rules=desk.rules, funds=desk.funds, others=iter([self.OTHER]))
        assert (shared(way.remaining), way.is_open) == ([self.NAMED], False)
        page = claim_page(
            claim,
            desk.history,
            REVIEWER,
            at=command.at,
            rules=desk.rules,
            funds=desk.funds,
            others=iter([self.OTHER]),
        )
        (shown,) = (each for each in page.options or () if each.option.command is ApproveClaim)
        assert (shared(shown.option.problems), shown.advice) == ([self.NAMED], ())


def test_a_claim_that_an_actor_may_not_see_changes_no_likeness() -> None:
    """Law 13: whatever is on a claim elsewhere, who is answered hears the same."""
    rules, first = bound(), of(bill("i", document="s"))
    seen = of(bill("j", "3.00", document="s"), name="C-2")
    answers = {
        likenesses(first, visible((seen, hidden), ADMIN, at=AT, rules=rules))
        for hidden in (
            of(bill("k", document="s"), name="C-3", location=ELSEWHERE),
            of(bill("k", "7.00"), name="C-3", location=ELSEWHERE),
        )
    }
    (answer,) = answers
    assert kinds(answer) == [K.SAME_DOCUMENT]
    assert {like.claim for each in answer for like in each.items} == {"C-1", "C-2"}
