"""Tools that find modules by reading imports find all that a program needs."""

from __future__ import annotations

import importlib
import modulefinder
import os
import pkgutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.support.findings import World, cc

pytestmark = pytest.mark.slow  # each starts a program

PACKAGE = Path(cc.__file__).parent
PRINTS = "import coopclaims as cc\nprint(cc.wire.to_text(cc.Money('1.00', 'SEK')))\n"
RESOLVES = """
import sys
from datetime import UTC, datetime
from pathlib import Path

import coopclaims as cc

claim = cc.replay(cc.wire.from_text(Path(sys.argv[1]).read_text()))
rules = cc.partner_center.bind(
    calendar=cc.BusinessCalendar.of_weekdays(years=range(2014, 2032)), zone=UTC
)
profile = cc.payouts.ProfileAssignment(
    profile="P-1",
    currency="SEK",
    location=claim.form.location,
    program=claim.form.program,
    status=cc.payouts.ProfileStatus.APPROVED,
)
resolution = cc.payouts.resolve_payouts(
    claim,
    shares=(("ie", claim.approved),),
    entities=(cc.payouts.PayingEntity("ie", "SEK"),),
    profiles=cc.payouts.BankProfiles((profile,)),
    rates=cc.money.RateTable(()),
    ordered_at=datetime(2022, 11, 10, 9, tzinfo=UTC),
    rules=rules,
    enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
)
print(*(payout.money for payout in resolution.payouts))
"""


def _found(script: str, folder: Path) -> set[str]:
    """Return the modules of ours that a reader of imports finds behind this script."""
    program = folder / "app.py"
    program.write_text(script)
    finder = modulefinder.ModuleFinder(path=[str(PACKAGE.parent)])
    finder.run_script(str(program))
    return {name for name in finder.modules if name.partition(".")[0] == "coopclaims"}


def test_a_reader_of_imports_finds_every_room(tmp_path: Path) -> None:
    rooms = {f"coopclaims.{each.name}" for each in pkgutil.iter_modules([str(PACKAGE)])}
    assert rooms - {"coopclaims.testing", "coopclaims.eager"} - _found(PRINTS, tmp_path) == set()


def test_a_reader_of_imports_finds_nothing_for_tests(tmp_path: Path) -> None:
    assert {name for name in _found(PRINTS, tmp_path) if name.startswith("coopclaims.testing")} == set()


ASKS = """
import coopclaims as cc

try:
    cc.BusinessCalendar.from_holidays("DK", years=[2022], language="en_US")
except cc.InvalidValue as error:
    print(error.expected)
"""


def _zipped(script: str, folder: Path, *packages: Path, arguments: tuple[str, ...] = ()) -> str:
    """Run a program out of a zip that has these packages, and return what it prints."""
    archive = folder / "app.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("__main__.py", script)
        for package in packages:
            for path in package.rglob("*.py"):
                zipped.write(path, path.relative_to(package.parent))
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, str(archive), *arguments], env=alone, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_zipped_program_replays_a_text_and_resolves_its_payouts(tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(cc.wire.to_text(World().approved().repo.history("C-1")))
    assert _zipped(RESOLVES, tmp_path, PACKAGE, arguments=(str(history),)) == "30000.00 SEK"


def test_a_zipped_program_says_that_translations_are_missing(tmp_path: Path) -> None:
    holidays = Path(str(importlib.import_module("holidays").__file__)).parent
    assert _zipped(ASKS, tmp_path, PACKAGE, holidays) == "translations_of_holidays"


def _frozen(script: str, folder: Path, form: str, *arguments: str) -> str:
    """Freeze a program and return what it prints."""
    pytest.importorskip("PyInstaller", reason="a program is frozen")
    (folder / "app.py").write_text(script)
    build = [sys.executable, "-m", "PyInstaller", f"--{form}", "--log-level", "ERROR", "app.py"]
    subprocess.run(build, cwd=folder, check=True, capture_output=True)
    program = folder / "dist" / "app" / "app" if form == "onedir" else folder / "dist" / "app"
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("form", ["onedir", "onefile"])
def test_a_frozen_program_prints_money(form: str, tmp_path: Path) -> None:
    assert _frozen(PRINTS, tmp_path, form).strip() == cc.wire.to_text(cc.Money("1.00", "SEK"))


def test_a_frozen_program_replays_a_text_and_resolves_its_payouts(tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(cc.wire.to_text(World().approved().repo.history("C-1")))
    assert _frozen(RESOLVES, tmp_path, "onedir", str(history)).strip() == "30000.00 SEK"
