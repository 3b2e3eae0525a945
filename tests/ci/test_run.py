"""What `.ci/run` is made of: what a first look leaves out runs there, and every step is told."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
RUN = REPOSITORY / ".ci" / "run"
DEVELOP = REPOSITORY / "docs" / "how-to" / "develop.md"
LEAVING_OUT = re.compile(r"(?<!\S)(?:-m(?!\s+pytest\b)|-k|--ignore\S*|--deselect)(?!\S)|\bslow\b")
"""What makes pytest leave tests out."""

if not RUN.is_file():
    pytest.skip("there is no .ci/run beside these tests", allow_module_level=True)


def step(name: str) -> str:
    """Return the commands of a step."""
    found = re.search(
        rf"^step_{name}\(\) \{{(.*?)(?:; |^)\}}$", RUN.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert found is not None, name
    return found[1]


def second_command() -> str:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    found: list[str] = re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    return found[1].strip()


def listed() -> dict[str, str]:
    """Return when each step runs."""
    done = subprocess.run(
        ["bash", str(RUN), "--list"], check=True, capture_output=True, encoding="utf-8", timeout=60
    )
    return {name: when for name, when, *_ in (line.split() for line in done.stdout.splitlines())}


def test_something_is_slow() -> None:
    """Without this, it would not matter where the slow ones run."""
    marked = [
        path
        for path in (REPOSITORY / "tests").rglob("test_*.py")
        if "pytest.mark.slow" in path.read_text("utf-8")
    ]
    assert len(marked) > 5


@pytest.mark.parametrize(
    ("name", "marks"),
    [("coverage", "not slow and not browser"), ("slow", "slow and not wide and not browser")],
)
def test_all_but_what_takes_minutes_runs_whenever_anything_is_tested(name: str, marks: str) -> None:
    assert listed()[name] == "quick"
    commands = step(name)
    assert " -m pytest " in commands
    assert " --cov " in commands
    assert f"-m '{marks}'" in commands
    assert LEAVING_OUT.search(commands.replace(f"-m '{marks}'", "")) is None
    assert not re.search(r"\b(?:tests|docs)\b", commands), "it takes every path of `testpaths`"


def test_the_browser_has_a_step_of_its_own() -> None:
    assert listed()["browser"] == "quick"
    assert "-m 'browser and not wide' tests/browser" in step("browser")


def test_the_site_is_built_before_a_browser_opens_it() -> None:
    names = list(listed())
    assert listed()["site"] == "quick"
    assert names.index("site") < names.index("browser") < names.index("wheel")
    assert "COOPCLAIMS_TEST_SITE=$work/site with_chromium" in step("browser")
    assert 'bash .ci/site "$work/site"' in step("site")


def test_the_distributions_are_built_twice_and_held_against_each_other() -> None:
    commands = step("wheel")
    assert commands.count("build_in ") == 2
    assert 'diff --recursive --brief "$work/dist" "$work/dist-again"' in commands
    assert "twine check --strict" in commands


def test_nothing_is_left_out_by_default() -> None:
    options = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"][
        "ini_options"
    ]
    assert LEAVING_OUT.search(" ".join(options["addopts"])) is None
    assert set(options["testpaths"]) == {"tests", "docs", "README.md"}
    assert re.search(r"^unset .*\bPYTEST_ADDOPTS\b", RUN.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    "command", ["pytest -m 'not slow'", "pytest -k some", "pytest --ignore=tests/laws x"]
)
def test_what_leaves_tests_out_is_recognised(command: str) -> None:
    assert LEAVING_OUT.search(f"python -m {command}") is not None
    assert LEAVING_OUT.search("python -m pytest --cov") is None


def test_the_readme_leaves_out_the_slow_ones_alone_and_uses_every_core() -> None:
    assert second_command().endswith(' -m pytest -n auto --dist worksteal -m "not slow"')


def test_every_step_is_told() -> None:
    page = DEVELOP.read_text("utf-8")
    names = {name.partition(":")[0] for name in listed()}
    assert [name for name in sorted(names) if f"| `{name}" not in page] == []


@pytest.mark.parametrize(
    "arguments", [("--no-such-option",), ("--only",), ("--only", "no-such-step"), ("--quick", "lint")]
)
def test_what_cannot_be_run_is_refused(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(["bash", str(RUN), *arguments], check=False, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr


def test_who_runs_everything_is_told_how_long_it_takes(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = request.config

    def said() -> str:
        return str(config.hook.pytest_report_header(config=config, start_path=config.rootpath))

    monkeypatch.setattr(config, "args_source", pytest.Config.ArgsSource.TESTPATHS)
    assert "python -m pytest tests/golden tests/stories" in said()
    assert "python -m pytest tests/golden tests/stories" in DEVELOP.read_text("utf-8")
    monkeypatch.setattr(config, "args_source", pytest.Config.ArgsSource.ARGS)
    assert "tests/golden" not in said()
