"""Problems as values: stable codes, a message, a remedy, who can mend it, and the rule."""

from __future__ import annotations

import pickle
import string
from typing import TYPE_CHECKING

import pytest
from tests.support.world import USER, Desk, sek

from coopclaims import Action, CoopClaimsError, Problem, Refused, Role
from coopclaims.claims import CreateClaim, Trigger
from coopclaims.findings import ProblemCode, Severity
from coopclaims.findings.messages import WORDINGS
from coopclaims.findings.problem import problem
from coopclaims.identifiers import ItemId
from coopclaims.provenance import DOCUMENTS, Term, cite, inferred

if TYPE_CHECKING:
    from coopclaims.findings.codes import Wording


def params_of(wording: Wording) -> dict[str, bool]:
    """Return the names of the parameters that a wording takes, and whether it shows their values."""
    parsed = string.Formatter().parse(wording.message.english + wording.remedy.english)
    return {name: "?" not in how or "%" in how for _, name, how, _ in parsed if name and how is not None}


class TestWordings:
    def test_every_code_has_one_and_only_codes_have(self) -> None:
        assert set(WORDINGS) == set(ProblemCode)

    @pytest.mark.parametrize("code", ProblemCode)
    def test_a_problem_of_every_code_can_be_told(self, code: ProblemCode) -> None:
        params = {name: f"<{name}>" for name in params_of(WORDINGS[code])}
        found = Problem(code=code, params=tuple(params.items()), source=WORDINGS[code].source)
        assert "{" not in found.message + found.remedy
        assert found.message != found.remedy
        shows = params_of(WORDINGS[code])
        assert all(f"<{name}>" in found.message + found.remedy for name in params if shows[name])

    @pytest.mark.parametrize("code", ProblemCode)
    def test_every_code_cites_a_document_and_a_fact(self, code: ProblemCode) -> None:
        source = WORDINGS[code].source
        assert source.document in DOCUMENTS
        assert source.facts

    @pytest.mark.parametrize("code", ProblemCode)
    def test_codes_are_words_with_underscores(self, code: ProblemCode) -> None:
        assert code.value.replace("_", "").isalpha()
        assert code.value == code.name.lower()


class TestProblem:
    MISSING = problem(ProblemCode.REASON_MISSING, field="reasons", step=Trigger.REJECT, claimed=None)

    def test_blocks_unless_it_is_said_to_advise(self) -> None:
        assert self.MISSING.severity is Severity.BLOCKS
        advised = problem(
            ProblemCode.ABOVE_AVAILABLE, severity=Severity.ADVISES, claimed=sek("9.00"), available=sek("8.00")
        )
        assert advised.severity is Severity.ADVISES

    def test_field_and_item_may_be_named_too(self) -> None:
        found = problem(ProblemCode.TEXT_MISSING, field="document", item=ItemId("invoice-1"))
        assert (found.field, found.item) == ("document", "invoice-1")
        assert found.params == ()
        assert "document" in found.message

    def test_has_the_source_of_its_code_unless_another_is_given(self) -> None:
        assert self.MISSING.source == WORDINGS[ProblemCode.REASON_MISSING].source
        other = problem(
            ProblemCode.REASON_MISSING, step=Trigger.REJECT, claimed=None, source=cite("RJ21", "H-04")
        )
        assert other.source == cite("RJ21", "H-04")

    def test_says_how_the_rule_is_known_where_that_is_to_be_said(self) -> None:
        assert self.MISSING.explain().basis is None
        read = problem(ProblemCode.REASON_MISSING, step=Trigger.REJECT, claimed=None, basis=inferred())
        assert read.explain().basis == inferred()

    def test_explains_itself(self) -> None:
        explanation = self.MISSING.explain()
        assert explanation.code == "reason_missing"
        assert explanation.text == self.MISSING.message
        assert explanation.source == self.MISSING.source
        assert explanation.figure("step") is Trigger.REJECT
        assert [each.code for each in explanation.because] == ["remedy"]
        assert self.MISSING.remedy in str(self.MISSING)

    def test_says_who_can_mend_it(self) -> None:
        found = problem(
            ProblemCode.METRIC_MISSING,
            who=(Role.GLOBAL_ADMIN, Role.INCENTIVES_USER),
            activity=Term("telemarketing", "Telemarketing"),
            ways=((Term("calls"),),),
            keys=(Term("calls"),),
        )
        who = found.explain().find("who")
        assert "Global admin, Incentives user" in who.text
        assert who.figure("roles") == (Role.GLOBAL_ADMIN, Role.INCENTIVES_USER)

    def test_does_not_say_it_twice(self) -> None:
        """Where the remedy names the roles, nothing is added to it."""
        found = problem(
            ProblemCode.ACTION_NOT_GRANTED,
            who=(Role.INCENTIVES_ADMIN,),
            actor="bob",
            held=(Role.INCENTIVES_USER,),
            step=Action.DISPUTE,
            roles=(Role.INCENTIVES_ADMIN,),
        )
        assert [each.code for each in found.explain().because] == ["remedy"]
        assert str(found).count("ask somebody") == 1

    def test_is_a_value(self) -> None:
        again = pickle.loads(pickle.dumps(self.MISSING))
        assert again == self.MISSING
        assert hash(again) == hash(self.MISSING)


class TestRefused:
    def test_carries_every_problem(self) -> None:
        refused = Desk().refused(CreateClaim, USER, "2023-02-16 00:00", form=Desk().form)
        assert isinstance(refused, CoopClaimsError)
        assert refused.codes == {each.code for each in refused.problems}
        for each in refused.problems:
            assert each.message in str(refused)

    def test_survives_pickling(self) -> None:
        refused = Refused((TestProblem.MISSING,))
        again = pickle.loads(pickle.dumps(refused))
        assert again.problems == refused.problems
        assert str(again) == str(refused)
