"""Whoever imports everything at once loads nothing later."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys

import coopclaims as cc
import coopclaims.eager

def names():
    for name in dir(cc):
        room = getattr(cc, name)
        for each in getattr(room, "__all__", ()):
            yield getattr(room, each)

loaded = set(sys.modules)
asked = len(list(names()))
late = [name for name in vars(cc)["__all__"] if name not in vars(cc)]
print(asked > 300, sorted(set(sys.modules) - loaded), late, "coopclaims.testing" in loaded)
"""


def test_nothing_is_loaded_later() -> None:
    done = subprocess.run((sys.executable, "-c", PROGRAM), check=True, capture_output=True, encoding="utf-8")
    assert done.stdout.split() == ["True", "[]", "[]", "False"]
