"""A table of transitions answers every pair once, or cannot be made; and it draws itself."""

from __future__ import annotations

import subprocess
from itertools import product
from shutil import which
from typing import Any, TypeAlias, final

import attrs
import pytest

from coopclaims import InvalidValue
from coopclaims._values import Keyed
from coopclaims.claims import TABLE
from coopclaims.payments import PAYMENT_TABLE
from coopclaims.provenance import PUBLISHED, Message, cite
from coopclaims.transitions import Refusal, Row, Table


@final
class Light(Keyed):
    RED = "red"
    GREEN = "green", "Go on"


@final
class Press(Keyed):
    WALK = "walk"
    WAIT = "wait_here"


_Row: TypeAlias = Row[Light, Press, str]
_Refusal: TypeAlias = Refusal[Light, Press]
CITED: dict[str, Any] = {"citation": cite("READING", "T1"), "basis": PUBLISHED}
NO = Message("stand_still", "one has to stand still")


def row(source: Light | None, trigger: Press, target: Light, policy: Light | None = None) -> _Row:
    return Row(
        source=source,
        trigger=trigger,
        target=target,
        requires="a hand",
        target_by_policy=policy,
        **CITED,
    )


def refusal(source: Light | None, trigger: Press) -> _Refusal:
    return Refusal(source=source, trigger=trigger, reason=NO, **CITED)


LIGHTS: Table[Light, Press, str] = Table(
    name="light",
    statuses=Light,
    triggers=Press,
    rows=(
        row(Light.RED, Press.WALK, Light.GREEN, Light.RED),
        row(None, Press.WALK, Light.RED),
        row(Light.RED, Press.WAIT, Light.RED),
    ),
    refusals=(
        refusal(None, Press.WAIT),
        refusal(Light.GREEN, Press.WALK),
        refusal(Light.GREEN, Press.WAIT),
    ),
)
PAIRS = tuple(product((None, *Light), Press))


def named(status: Light | None, trigger: Press) -> str:
    return f"{status or '-'} / {trigger}"


class TestAnswers:
    def test_it_answers_every_pair(self) -> None:
        assert [each for each in PAIRS if each[1] not in LIGHTS[each[0]]] == []
        assert list(LIGHTS) == [None, *Light]
        assert len(LIGHTS) == 3

    def test_the_answers_are_those_that_it_was_given(self) -> None:
        given = {id(each) for each in (*LIGHTS.rows, *LIGHTS.refusals)}
        assert {id(LIGHTS[status][trigger]) for status, trigger in PAIRS} == given

    def test_it_cannot_be_changed(self) -> None:
        table: Any = LIGHTS
        with pytest.raises(TypeError):
            table[Light.RED] = {}
        with pytest.raises(TypeError):
            table[Light.RED][Press.WALK] = None
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            table.rows = ()

    @pytest.mark.parametrize(("status", "trigger"), PAIRS)
    def test_a_hole_is_refused_by_name(self, status: Light | None, trigger: Press) -> None:
        rest: dict[str, Any] = {
            part: tuple(
                each for each in getattr(LIGHTS, part) if (each.source, each.trigger) != (status, trigger)
            )
            for part in ("rows", "refusals")
        }
        with pytest.raises(InvalidValue, match="light table") as caught:
            attrs.evolve(LIGHTS, **rest)
        assert caught.value.got == f"answered twice: []; not answered: {[named(status, trigger)]}"

    @pytest.mark.parametrize(("status", "trigger"), PAIRS)
    def test_a_second_answer_is_refused_by_name(self, status: Light | None, trigger: Press) -> None:
        for more in (
            {"rows": (*LIGHTS.rows, row(status, trigger, Light.GREEN))},
            {"refusals": (*LIGHTS.refusals, refusal(status, trigger))},
        ):
            changes: dict[str, Any] = more
            with pytest.raises(InvalidValue) as caught:
                attrs.evolve(LIGHTS, **changes)
            assert caught.value.got == f"answered twice: {[named(status, trigger)]}; not answered: []"

    def test_what_is_possible_stands_in_the_order_of_the_triggers(self) -> None:
        assert LIGHTS.possible(Light.RED) == (Press.WALK, Press.WAIT)
        assert LIGHTS.possible(None) == (Press.WALK,)
        assert LIGHTS.possible(Light.GREEN) == ()

    def test_it_says_where_each_trigger_may_lead(self) -> None:
        assert LIGHTS.targets == {
            None: {Press.WALK: (Light.RED,)},
            Light.RED: {Press.WALK: (Light.GREEN, Light.RED), Press.WAIT: (Light.RED,)},
            Light.GREEN: {},
        }

    def test_a_status_is_final_where_nothing_leads_away(self) -> None:
        assert [status for status in Light if LIGHTS.is_final(status)] == [Light.GREEN]
        stays = attrs.evolve(
            LIGHTS,
            rows=(*LIGHTS.rows, row(Light.GREEN, Press.WAIT, Light.GREEN)),
            refusals=LIGHTS.refusals[:-1],
        )
        assert stays.is_final(Light.GREEN)


class TestPictures:
    def test_statuses_and_triggers_may_be_called_otherwise(self) -> None:
        """A status keeps its name in the language of the diagram, and is shown under the other one."""
        given: Any = {"called": lambda each: each.value.upper(), "by_policy": lambda each: f"{each.value}?"}
        assert LIGHTS.mermaid(**given).splitlines() == [
            "stateDiagram-v2",
            '    state "RED" as red',
            '    state "GREEN" as Go_on',
            "    red --> Go_on: WALK",
            "    red --> red: walk?",
            "    [*] --> red: WALK",
            "    Go_on --> [*]",
        ]
        assert LIGHTS.dot(**given).splitlines()[2:-1] == [
            '    "red" [label="RED"];',
            '    "green" [label="GREEN", peripheries=2];',
            '    "red" -> "green" [label="WALK"];',
            '    "red" -> "red" [label="walk?"];',
            '    "" -> "red" [label="WALK"];',
        ]

    def test_mermaid(self) -> None:
        assert LIGHTS.mermaid().splitlines() == [
            "stateDiagram-v2",
            "    red --> Go_on: walk",
            "    red --> red: walk, by policy",
            "    [*] --> red: walk",
            "    Go_on --> [*]",
        ]

    def test_dot(self) -> None:
        assert LIGHTS.dot().splitlines() == [
            'digraph "light" {',
            '    "" [shape=point];',
            '    "red" [label="red"];',
            '    "green" [label="Go on", peripheries=2];',
            '    "red" -> "green" [label="walk"];',
            '    "red" -> "red" [label="walk, by policy"];',
            '    "" -> "red" [label="walk"];',
            "}",
        ]

    def test_a_path_stands_out(self) -> None:
        path = [
            (None, Press.WALK, Light.RED),
            (Light.RED, Press.WAIT, Light.RED),
            (Light.RED, Press.WALK, Light.RED),
            (Light.RED, Press.WALK, Light.RED),
            (Light.RED, Press.WALK, Light.GREEN),
        ]
        assert LIGHTS.mermaid(iter(path)).splitlines() == [
            "stateDiagram-v2",
            "    red --> Go_on: walk (5)",
            "    red --> red: walk, by policy (3, 4)",
            "    [*] --> red: walk (1)",
            "    Go_on --> [*]",
            "    classDef taken stroke-width:4px",
            "    classDef reached stroke-width:4px,font-weight:bold",
            "    class red taken",
            "    class Go_on reached",
        ]
        assert LIGHTS.dot(iter(path)).splitlines() == [
            'digraph "light" {',
            '    "" [shape=point];',
            '    "red" [label="red", penwidth=3];',
            '    "green" [label="Go on", peripheries=2, penwidth=3, style=filled, fillcolor="#d0d7de"];',
            '    "red" -> "green" [label="walk (5)", penwidth=3];',
            '    "red" -> "red" [label="walk, by policy (3, 4)", penwidth=3];',
            '    "" -> "red" [label="walk (1)", penwidth=3];',
            "}",
        ]

    def test_what_is_no_path_is_refused(self) -> None:
        wrong: Any = ["walk"]
        for draw in (LIGHTS.mermaid, LIGHTS.dot):
            with pytest.raises(InvalidValue, match="path"):
                draw(wrong)

    @pytest.mark.parametrize("table", [TABLE, PAYMENT_TABLE], ids=lambda table: table.name)
    def test_the_pictures_have_the_same_arrows(self, table: Any) -> None:
        ends = sum(table.is_final(status) for status in table.statuses)
        assert table.dot().count(" -> ") == table.mermaid().count(" --> ") - ends

    @pytest.mark.skipif(which("dot") is None, reason="Graphviz is not installed")
    @pytest.mark.parametrize("table", [TABLE, PAYMENT_TABLE], ids=lambda table: table.name)
    def test_graphviz_reads_it(self, table: Table[Any, Any, Any]) -> None:
        subprocess.run(("dot", "-Tsvg"), input=table.dot(), check=True, capture_output=True, text=True)

    def test_markdown(self) -> None:
        lines = LIGHTS.markdown(needs="with").splitlines()
        assert lines[:5] == [
            "## No light yet",
            "",
            "| step | outcome | with | basis | source |",
            "|---|---|---|---|---|",
            "| walk | **red** | a hand | published | READING T1 |",
        ]
        assert "| walk | **Go on**, or by policy red | a hand | published | READING T1 |" in lines
        assert "| wait here | stays | a hand | published | READING T1 |" in lines
        assert "| wait here | refused: one has to stand still |  | published | READING T1 |" in lines


def test_a_table_can_be_a_key() -> None:
    assert {TABLE: "claims", PAYMENT_TABLE: "payments"}[TABLE] == "claims"
