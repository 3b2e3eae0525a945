"""The conformance suite is what the library answers, and what the golden tables say; it can be played."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
from docs.conformance import run
from docs.conformance.python_adapter import ANSWERS, answered
from tests.findings.l.test_l09_bytes_and_clocks_for_other_languages import digest as digest_by_bytes
from tests.support.conformance import LEVELS, drawn, schema
from tests.support.vectors import FORMAT, NOTHING, Case, Vectors
from tests.support.vectors_of_claims import explored, place_name
from tests.support.vectors_pinned import FOLDER, made_calendars

from coopclaims import Policies, Rulebook
from coopclaims.provenance import declared_messages
from coopclaims.wire import from_data, to_data

if TYPE_CHECKING:
    from pathlib import Path

    from coopclaims.decisions import StepAnswer

ADAPTER = [sys.executable, str(FOLDER / "python_adapter.py")]


@cache
def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


FILES = [each["path"] for each in read("suite.json")["files"]]
each_file = pytest.mark.parametrize("file", FILES)


def cases(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(file)["cases"]
    return found


# What stands in the files.


@pytest.mark.slow
def test_the_files_are_as_they_are_drawn() -> None:
    for name, text in drawn().items():
        stored = (FOLDER / name).read_text("utf-8")
        assert stored == text, f"{name} is old; run: python -m tests.support.conformance"


def test_the_suite_lists_its_files_with_counts_and_digests() -> None:
    suite = read("suite.json")
    listed = {each["path"]: each for each in (*suite["files"], *suite["pinned"])}
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json")}
    assert listed.keys() | {"suite.json", "suite.schema.json"} == there
    for name, each in listed.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == each["digest"]
    for each in suite["files"]:
        assert len(cases(each["path"])) == each["cases"]
        assert each["optional"] is each["path"].startswith("optional/")
        assert read(each["path"])["level"] == each["level"]
    assert {each["level"] for each in suite["files"]} == set(LEVELS)


def test_the_files_are_as_their_schema_has_them() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")
    assert read("suite.schema.json") == schema()
    validator = jsonschema.Draft202012Validator(schema())
    for name in ("suite.json", *FILES, *(each["path"] for each in read("suite.json")["pinned"])):
        validator.validate(read(name))


def test_the_schema_refuses_a_case_that_rests_on_nothing_said() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")
    vectors = json.loads(json.dumps(read("money.json")))
    del vectors["cases"][0]["rests_on"]
    assert not jsonschema.Draft202012Validator(schema()).is_valid(vectors)


@each_file
def test_a_case_stands_on_one_line(file: str) -> None:
    """So that a change of one answer is a change of one line."""
    lines = [line.removesuffix(",") for line in (FOLDER / file).read_text("utf-8").splitlines()]
    assert [json.loads(line) for line in lines if line.startswith('{"id":')] == cases(file)


@each_file
def test_each_case_has_a_name_of_its_own_and_is_asked_something(file: str) -> None:
    found = cases(file)
    assert [name for name, times in Counter(each["id"] for each in found).items() if times > 1] == []
    given = read(file)["given"]
    for each in found:
        assert "ask" in run.request({"path": file}, read(file), each)["question"]
    assert {name for each in found for name in each["given"]} == set(given)


@each_file
def test_each_case_says_what_it_rests_on_and_which_reading_was_chosen(file: str) -> None:
    for each in cases(file):
        assert bool(each["rests_on"]) is (each["basis"] != NOTHING), each["id"]
        assert each["basis"] != FORMAT or each["rests_on"] == ["wire.md"], each["id"]
        assert not (each["reading"] and each["basis"] == "published"), each["id"]
        for reading in each["reading"]:
            policy, _, key = reading.partition("=")
            if key:
                assert to_data(Policies())[policy]
                from_data(to_data(Policies()) | {policy: key}, Policies)
            else:
                assert reading in declared_messages()


@each_file
def test_nothing_in_force_is_an_error_and_no_guess(file: str) -> None:
    for each in cases(file):
        if each["basis"] == NOTHING:
            assert each["answer"].get("error") in {"no_rule_in_force", "calendar_out_of_range"}, each["id"]


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_has_hostile_cases_or_other_readings(level: str) -> None:
    besides = [name for name in FILES if "/" in name and read(name)["level"] == level]
    assert besides


@pytest.mark.slow
def test_the_vectors_are_the_answers_of_the_exploration() -> None:
    found: Counter[Any] = Counter()
    for each in cases("commands.json"):
        where, role, condition = each["id"].split(" / ")
        blocked = {
            key: tuple(group["by"]) for group in each["answer"]["blocked"] for key in group["commands"]
        }
        keys = dict.fromkeys(each["answer"]["may"], ()) | blocked
        found.update((where, key, role, condition, codes) for key, codes in keys.items())
    assert found == Counter(map(as_counted, explored().answers))


def as_counted(answer: StepAnswer) -> tuple[Any, ...]:
    codes = tuple(sorted(answer.codes))
    return (place_name(answer.place), answer.command.key, answer.role.value, answer.condition, codes)


# What is pinned.


@pytest.mark.parametrize("name", read("pinned/calendars.json")["names"])
def test_a_calendar_is_pinned_by_the_digest_of_its_bytes(name: str) -> None:
    pinned = read("pinned/calendars.json")
    digest = pinned["names"][name]
    assert digest_by_bytes(pinned["calendars"][digest]) == digest


def test_the_pinned_calendars_are_what_their_source_said_then() -> None:
    """Nobody wrote them by hand; another release of the source may say something else."""
    pinned = read("pinned/calendars.json")["calendars"]
    stated = [each for data in pinned.values() for each in data["provenance"]]
    if any(each["version"] != version(each["library"]) for each in stated):
        pytest.skip("another release of holidays than the one that they were made with")
    assert len(stated) > 5
    assert {data["digest"]: data for data in made_calendars().values()} == pinned


def test_a_pinned_calendar_has_what_calendars_are_read_wrongly_by() -> None:
    pinned = read("pinned/calendars.json")
    special = pinned["calendars"][pinned["names"]["special"]]
    assert special["working_days"]
    assert special["estimated"]
    assert len(special["weekends"]) > 1
    assert not all(each["why"].isascii() for each in special["holidays"])


@pytest.mark.parametrize("name", read("pinned/rules.json")["rules"])
def test_rules_name_a_pinned_rulebook_by_its_digest(name: str) -> None:
    rules = read("pinned/rules.json")["rules"][name]
    book = from_data(read(f"pinned/{rules['rulebook']}"), Rulebook)
    assert (book.digest, book.zone_key) == (rules["digest"], rules["zone"])


# A drawing that disagrees with a table is none.


def one_case(**more: Any) -> Vectors:
    case = Case("one", {"ask": "step", "of": "claim", "status": None, "step": "create"}, **more)
    return Vectors("one.json", "claims", "one", {}, (case,))


@pytest.mark.parametrize(
    "more",
    [{"expected": {"to": "approved"}}, {"unlike": {"to": "editing", "needs": "create_claim"}}],
    ids=["another", "the same"],
)
def test_an_answer_that_a_table_denies_is_not_drawn(more: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="one: the table has"):
        list(one_case(**more).lines())
    assert '"to":"editing"' in "".join(one_case(expected={"to": "editing"}).lines())


# Playing: our own answers, and whatever else is on the other end of the pipe.


@pytest.mark.slow
def test_the_library_passes_every_level_through_the_protocol() -> None:
    report = run.play(ADAPTER, optional=True)
    assert report.passed, "\n".join(report.lines(5))
    assert dict(report.asked) == {file: len(cases(file)) for file in FILES}


@each_file
def test_an_answer_is_the_same_in_this_process(file: str) -> None:
    """A few of each file, so that a change is seen without playing all of it."""
    for each in cases(file)[::15]:
        question = run.request({"path": file}, read(file), each)["question"]
        assert answered(question)[0] == each["answer"], each["id"]


def replying(said: str) -> list[str]:
    """Return a command that says this of each request, `request` being what it was asked."""
    program = f"import json, sys\nfor line in sys.stdin:\n request = json.loads(line)\n {said}\n"
    return [sys.executable, "-c", f"{program} sys.stdout.flush()"]


def say(data: str) -> str:
    return f"print(json.dumps({data}))"


def small_suite(folder: Path, left: list[dict[str, Any]]) -> None:
    """Write a suite with these cases alone."""
    text = json.dumps({**read("money.json"), "cases": left})
    (folder / "money.json").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    listed = {"path": "money.json", "level": "money", "optional": False, "digest": digest}
    suite = {"version": 1, "levels": LEVELS, "pinned": [], "files": [listed]}
    (folder / "suite.json").write_text(json.dumps(suite), "utf-8")


@pytest.fixture
def few(tmp_path: Path) -> list[dict[str, Any]]:
    """Leave three cases of a suite in a folder, of which two rest on one fact."""
    two = [each for each in cases("money.json") if "P-08" in each["rests_on"]][:2]
    left = [*two, next(each for each in cases("money.json") if "P-08" not in each["rests_on"])]
    small_suite(tmp_path, left)
    return left


@pytest.mark.parametrize(
    ("said", "got"),
    [
        (say('{"case": request["case"], "answer": {}}'), {}),
        (say('{"case": request["case"]}'), None),
        (say('{"case": "another", "answer": {}}'), "no answer to this case"),
        (say("[]"), "no answer to this case"),
        ("print('Hello')", "no JSON"),
        (r"sys.stdout.buffer.write(b'\xff\n')", "no JSON"),
        ("sys.exit(3)", "no answer: it ended"),
    ],
)
def test_whatever_is_no_right_answer_is_wrong(
    few: list[dict[str, Any]], tmp_path: Path, said: str, got: object
) -> None:
    report = run.play(replying(said), folder=tmp_path)
    assert not report.passed
    assert [each.case for each in report.wrong] == few
    assert all(str(got) in str(each.got) for each in report.wrong)


def test_an_implementation_that_never_answers_is_ended(few: list[dict[str, Any]], tmp_path: Path) -> None:
    report = run.play(replying("sys.stdin.read()"), seconds=0.2, folder=tmp_path)
    assert len(report.wrong) == len(few)


@pytest.mark.parametrize(("said", "wrong"), [("1", 0), ("True", 1), ("1.0", 1), ("'1'", 1)])
def test_an_answer_is_right_in_type_and_value(tmp_path: Path, said: str, wrong: int) -> None:
    """Python itself calls 1, 1.0 and true equal."""
    small_suite(tmp_path, [cases("money.json")[0] | {"answer": {"n": 1}}])
    answer = say(f'{{"case": request["case"], "answer": {{"n": {said}}}}}')
    assert len(run.play(replying(answer), folder=tmp_path).wrong) == wrong


def test_what_is_passed_over_is_counted_and_does_not_pass(few: list[dict[str, Any]], tmp_path: Path) -> None:
    report = run.play(replying(say('{"case": request["case"], "skip": "not yet"}')), folder=tmp_path)
    assert (report.wrong, report.skipped.total(), report.passed) == ([], len(few), False)
    assert f"0 of {len(few)} right, {len(few)} passed over" in "\n".join(report.lines(1))


def test_the_report_names_the_facts_behind_what_is_wrong(few: list[dict[str, Any]], tmp_path: Path) -> None:
    report = run.play(replying(say('{"case": request["case"], "answer": {}}')), folder=tmp_path)
    told = "\n".join(report.lines(1))
    assert "P-08 (2)" in told
    assert f"and {len(few) - 1} more" in told
    assert told.endswith(f"0 of {len(few)} right: not passed")


def test_a_file_that_was_changed_is_not_played(tmp_path: Path) -> None:
    small_suite(tmp_path, cases("money.json")[:1])
    (tmp_path / "money.json").write_text("{}", "utf-8")
    with pytest.raises(ValueError, match=r"money\.json is not the file"):
        run.play(replying("pass"), folder=tmp_path)


def test_a_level_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="no level is called speed: there are wire, deadlines"):
        run.play(replying("pass"), ["speed"])


@pytest.mark.slow
def test_the_runner_says_by_its_exit_code_whether_all_was_right() -> None:
    asked = [sys.executable, str(FOLDER / "run.py"), "--level", "money", "--most", "1", "--"]
    for command, code in ((ADAPTER, 0), (replying(say('{"case": request["case"]}')), 1), (["/nowhere"], 2)):
        done = subprocess.run(
            [*asked, *command], check=False, capture_output=True, encoding="utf-8", timeout=60
        )
        assert done.returncode == code, done.stderr
        last = done.stdout.strip().rpartition(": ")[2]
        assert last == {0: "passed", 1: "not passed", 2: ""}[code]


# The page.


PAGE = (FOLDER / "README.md").read_text("utf-8")


def test_the_page_names_every_level_file_and_question() -> None:
    pinned = [each["path"].removeprefix("pinned/") for each in read("suite.json")["pinned"]]
    for name in (*LEVELS, *FILES, *pinned, *ANSWERS):
        assert f"`{name}`" in PAGE, name


def test_the_page_names_every_class_of_an_error() -> None:
    classes = {each["answer"]["error"] for file in FILES for each in cases(file) if "error" in each["answer"]}
    assert {name for name in classes if f"`{name}`" not in PAGE} == set()
    assert len(classes) > 8


def test_the_case_on_the_page_is_one_of_the_files() -> None:
    shown = json.loads(PAGE.split("```json\n")[1].split("```")[0])
    assert shown in cases("deadlines.json")
