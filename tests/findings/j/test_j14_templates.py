"""A template that knows only attributes of values can show a button and post its key back."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from tests.support.findings import RITA, RULES, World, at, cc

_KEYS = {
    "approve_claim": cc.claims.ApproveClaim,
    "reject_claim": cc.claims.RejectClaim,
    "request_action": cc.claims.RequestAction,
    "give_feedback": cc.claims.GiveFeedback,
    "comment": cc.claims.Comment,
}
_LOOP = (
    "{% for kind, o in options.items %}{% if o.is_allowed %}<button>{{ o.KEY }}</button>"
    "{% endif %}{% endfor %}"
)


def _reviewed() -> World:
    world = World().submitted()
    world.do(cc.claims.StartReview, RITA, "2022-09-15 09:00")
    return world


def _options() -> Any:
    world = _reviewed()
    return cc.allowed(world.claim(), RITA, at=at("2022-09-15 10:00"), rules=RULES, funds=world.pool)


def _django(text: str, **content: Any) -> str:
    """Return what Django makes of a template."""
    pytest.importorskip("django", reason="templates that call what can be called")
    engine = importlib.import_module("django.template").Engine()
    context = importlib.import_module("django.template").Context(content)
    return str(engine.from_string(text).render(context))


@pytest.mark.parametrize(("key", "command"), _KEYS.items())
def test_an_option_has_a_key_for_forms_and_addresses(key: str, command: Any) -> None:
    assert _options()[command].key == key


@pytest.mark.parametrize(("key", "command"), _KEYS.items())
def test_a_posted_key_leads_back_to_the_command(key: str, command: Any) -> None:
    assert cc.command_of(key) is command


def test_an_option_says_which_step_it_takes() -> None:
    assert _options()[cc.claims.ApproveClaim].trigger is cc.claims.Trigger.APPROVE


@pytest.mark.parametrize(
    "kind",
    [
        cc.claims.ApproveClaim,
        cc.claims.AddProof,
        cc.claims.CreateClaim,
        cc.claims.ClaimApproved,
        cc.claims.ProofAdded,
    ],
    ids=lambda each: each.__name__,
)
def test_a_template_may_hold_a_class_without_calling_it(kind: Any) -> None:
    assert kind.do_not_call_in_templates is True


def test_django_shows_a_button_for_each_step_that_is_allowed() -> None:
    shown = _django(_LOOP.replace("KEY", "key"), options=_options())
    allowed = [command for command, option in _options().items() if option.is_allowed]
    assert shown.count("<button></button>") == 0
    assert shown.count("<button>") == len(allowed)


def test_django_shows_what_the_class_of_a_command_says() -> None:
    shown = _django(_LOOP.replace("KEY", "command.trigger"), options=_options())
    assert "<button></button>" not in shown


def test_an_event_shows_as_a_caption_and_no_repr() -> None:
    entry = _reviewed().repo.history(cc.identifiers.ClaimId("C-1")).entries[-1]
    assert type(entry.event).__name__ not in str(entry.event)


@pytest.mark.parametrize(
    ("package", "render"),
    [
        (
            "jinja2",
            lambda text, content: importlib.import_module("jinja2").Template(text).render(content),
        ),
        (
            "mako",
            lambda text, content: importlib.import_module("mako.template").Template(text).render(**content),
        ),
    ],
    ids=["jinja", "mako"],
)
def test_other_templates_show_the_step_as_today(package: str, render: Any) -> None:
    pytest.importorskip(package, reason="templates that call nothing unasked")
    text = "{{ o.command.trigger }}" if package == "jinja2" else "${o.command.trigger}"
    assert render(text, {"o": _options()[cc.claims.ApproveClaim]}) == cc.claims.Trigger.APPROVE
