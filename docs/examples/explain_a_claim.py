"""What is to be said about one stored claim, for the colleague on the phone: where it stands, and why.

Give it the History of the claim as the wire writes it, `coopclaims.wire.to_text(history)`:

    python explain_a_claim.py history.json --language sv --now 2022-09-30T09:00

It says where the claim stands, what happened, what was promised in each round and whether it was kept, which
clocks run and why the others do not, what is missing of the evidence, and what can be done next and by whom.
The rules are the published ones, with the holidays of the United States; `--country` takes those of another.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import coopclaims as cc

asked = ArgumentParser(description=__doc__)
asked.add_argument("file", type=Path, help="the History, as JSON")
asked.add_argument("--language", default="en", choices=cc.labels.CATALOGUE_LANGUAGES)
asked.add_argument(
    "--now", type=datetime.fromisoformat, required=True, help="when it is asked, in the program's zone"
)
asked.add_argument("--country", default="US", help="whose holidays are no business days")
given = asked.parse_args()

ZONE = ZoneInfo(cc.partner_center.zone_key)


def say(*parts: object) -> None:
    """Print parts of an answer on one line, each in the language that was asked for."""
    sys.stdout.write(f"{' '.join(cc.labels.render(each, given.language) for each in parts)}\n")


TITLES = {
    "en": ("What happened", "What was promised", "Clocks", "Evidence", "What can be done next"),
    "sv": ("Vad som har hänt", "Vad som utlovades", "Klockor", "Underlag", "Vad som kan göras härnäst"),
    "nl": ("Wat er is gebeurd", "Wat is beloofd", "Klokken", "Onderbouwing", "Wat nu kan"),
    "fr": ("Ce qui s'est passé", "Ce qui était promis", "Délais", "Justificatifs", "Ce qui peut suivre"),
    "de": ("Was geschehen ist", "Was zugesagt war", "Fristen", "Belege", "Was als Nächstes möglich ist"),
}


def begin(title: str) -> None:
    """Print a title, underlined."""
    sys.stdout.write(f"\n{title}\n{'-' * len(title)}\n")


try:
    history = cc.wire.from_text(given.file.read_text("utf-8"), cc.History)
    claim = cc.replay(history)
except cc.CoopClaimsError as error:  # what is stored cannot be read, or cannot have happened
    say(error)
    sys.exit(1)

now: datetime = given.now.replace(tzinfo=ZONE)
years = range(claim.form.usage_period.first.year - 1, max(now.year, claim.form.usage_period.last.year) + 3)
calendar = cc.BusinessCalendar.from_holidays(given.country, years=years)
rules = cc.partner_center.bind(calendar=calendar, zone=ZONE)

happened, promised, running, shown, possible = TITLES[given.language]
begin(f"{claim.id} · {claim.form.name} · {claim.form.amount}")
say(claim.status)

begin(happened)
say(history)

begin(promised)
for promise in cc.portal.promises(claim, rules=rules):
    say(promise)

begin(running)
for clock in cc.clocks(claim, rules=rules).values():
    say(clock)

begin(shown)
for line in cc.completeness.evidence_checklist(claim, rules=rules).lines:
    say(line.state, "·", line)

begin(possible)
for step in cc.claims.TABLE.possible(claim.status):
    row = cc.claims.TABLE[claim.status][step]
    if isinstance(row, cc.transitions.Row):
        roles = rules.roles(row.requires, rules.day(now))
        who = ", ".join(cc.labels.label(role, given.language) for role in roles)
        sys.stdout.write(f"{cc.labels.label(step, given.language)}: {who}\n")
