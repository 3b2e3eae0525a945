"""The portal of the examples: its interface for programs, its pages, and its adapter for `check_portal`."""

from __future__ import annotations

import html
import os
import re
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from tests.support.portal_example import DAY, Clock, part, sqlite

import coopclaims as cc
from coopclaims.testing import World, scenarios, simplest, starting_from
from coopclaims.testing.legal import command_told_by
from coopclaims.testing.portals import Referee
from coopclaims.wire import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator

app, adapter, setting = part("app"), part("adapter"), part("setting")
TestClient: Any = pytest.importorskip("fastapi.testclient").TestClient

PORTAL = Path(__file__).parents[2] / "docs" / "examples" / "portal"
PROBLEM = "application/problem+json"
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}"
FORM = {
    "name": "Autumn ads",
    "program": "CSP Direct Bill Partner",
    "location": "se-stockholm",
    "usage_period": "2022-07-01/2022-12-31",
    "activity": "digital-advertising",
    "executed_on": "2022-08-25",
    "amount": "30,000.00",
    "currency": "SEK",
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    engine = sqlite(tmp_path)
    with TestClient(app.make_app(engine, setting.for_show(DAY), clock=Clock())) as client:
        yield client
    engine.dispose()


def come(client: Any, who: str, language: str = "en") -> Any:
    client.post("/login", data={"person": who})
    client.post("/language", data={"language": language})
    return client


def create(client: Any, claim: str = "C-1", **changed: str) -> Any:
    return come(client, "bob").post(
        "/claims", data={**FORM, "claim": claim, "seen": "0", "id": f"new-{claim}", **changed}
    )


def comment(client: Any, text: str, key: str, seen: str | None = None) -> Any:
    body = {"type": "command.comment", "v": 1, "id": key, "text": text}
    headers = {} if seen is None else {"If-Match": seen}
    return client.post("/api/claims/C-1/commands", json=body, headers=headers)


# The interface for programs.


def test_an_answer_has_the_version_as_its_etag_and_an_old_one_is_refused(client: Any) -> None:
    assert create(client).status_code == 200
    shown = client.get("/api/claims/C-1")
    assert (shown.headers["etag"], shown.json()["status"]) == ('"1"', "editing")
    first = comment(client, "Here.", "k-1", seen='"1"')
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    late = comment(client, "And there.", "k-2", seen='"1"')
    assert (late.status_code, late.headers["content-type"]) == (412, PROBLEM)
    assert late.json()["code"] == "stale_claim"
    assert comment(client, "Here.", "k-1", seen='"1"').json()["is_repeat"]
    assert [each["event"]["type"] for each in client.get("/api/claims/C-1/history").json()["entries"]] == [
        "claim.created",
        "claim.commented",
    ]


def test_whoever_asks_is_who_is_logged_in_whatever_the_body_says(client: Any) -> None:
    create(client)
    nils = to_data(setting.for_show(DAY).people["nils"])
    body = {"type": "command.comment", "v": 1, "id": "k-1", "text": "Hi", "by": nils, "claim": "C-2"}
    assert client.post("/api/claims/C-1/commands", json=body).status_code == 200
    (_, entry) = client.get("/api/claims/C-1/history").json()["entries"]
    assert entry["by"] == "bob"


def test_what_is_refused_is_a_problem_document(client: Any) -> None:
    create(client)
    approve: dict[str, Any] = {
        "type": "command.approve-claim",
        "v": 1,
        "id": "k",
        "reason": None,
        "lines": [],
    }
    approve["amount"] = {"amount": "1.00", "currency": "SEK"}
    for answer, status, code in (
        (client.get("/api/claims/C-9"), 404, "unknown_claim"),
        (client.post("/api/claims/C-1/commands", json=approve), 403, "refused"),
        (client.post("/api/claims/C-1/commands", json={"type": "money"}), 422, "wire_mismatch"),
        (
            client.post("/api/claims/C-1/commands", json={"type": "day", "v": 1, "value": "2022-09-01"}),
            422,
            "",
        ),
        (comment(client, "", "k-3"), 422, "refused"),
        (client.post("/api/claims/C-1/commands", content="{"), 422, ""),
        (comment(client, "Here.", "k-4", seen="W/x"), 422, "invalid_value"),
        (come(client, "nils").get("/api/claims/C-1"), 403, "refused"),
        (come(client, "").get("/api/claims/C-1"), 401, ""),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
        assert answer.json().get("code", code) == code or not code


def test_the_problems_of_a_form_come_in_the_language_of_the_reader(client: Any) -> None:
    typed = {**FORM, "activity": "digital-adv", "amount": "1.234,50", "name": ""}
    found = come(client, "bob", "sv").post("/api/form-problems", json=typed).json()
    assert [field for field, _ in found["problems"]] == ["name", "activity", "amount"]
    assert "ingen aktivitet" in dict(found["problems"])["activity"]
    assert ["digital-advertising", "Digital annonsering", True] in found["choices"]["activity"]


def test_every_reference_of_the_description_leads_somewhere(client: Any) -> None:
    described = client.get("/openapi.json").json()
    text = str(described)
    schemas = described["components"]["schemas"]
    assert {"ProblemDetails", "claim.form.v1", "command.add-invoice.v1"} <= set(schemas)
    assert set(re.findall(r"#/components/schemas/([^']+)'", text)) <= set(schemas)
    assert [path for path in described["paths"] if not path.startswith("/api/")] == []


# The pages.


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_person_sees_every_page(client: Any, language: str) -> None:
    create(client)
    for who in setting.for_show(DAY).people:
        come(client, who, language)
        for path in ("/", "/claims/new", "/desk", "/payments", "/rules", "/login"):
            assert client.get(path).status_code == 200, (who, path)
    assert come(client, "nils", language).get("/claims/C-1").status_code == 403


def test_a_hostile_text_stays_a_text(client: Any) -> None:
    assert create(client, name=HOSTILE).status_code == 200
    client.post("/claims/C-1/comment", data={"id": "k-1", "seen": "1", "text": HOSTILE})
    for path in ("/", "/claims/C-1", "/claims/C-1/edit", "/claims/new"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "{{ 7*7 }}" in html.unescape(page) or path == "/claims/new"
        assert "default-src 'self'" in client.get(path).headers["content-security-policy"]


def test_a_form_that_is_refused_comes_back_filled_in_with_why(client: Any) -> None:
    answer = create(client, activity="print-ads", amount="1.234,5")
    assert answer.status_code == 422
    assert 'value="1.234,5"' in answer.text
    assert "print-ads is not an activity" in html.unescape(answer.text)
    assert client.get("/claims/C-1").status_code == 404


def test_a_page_that_is_old_loses_no_update(client: Any) -> None:
    create(client)
    first = client.post("/claims/C-1/comment", data={"id": "k-1", "seen": "1", "text": "first"})
    late = client.post("/claims/C-1/comment", data={"id": "k-2", "seen": "1", "text": "second"})
    assert (first.status_code, late.status_code) == (200, 412)
    assert 'value="second"' in late.text
    assert len(client.get("/api/claims/C-1/history").json()["entries"]) == 2


def test_the_language_leads_back_to_this_portal_alone(client: Any) -> None:
    for back, to in (("/desk", "/desk"), ("//elsewhere.example", "/"), ("https://elsewhere.example", "/")):
        answer = client.post("/language", data={"language": "sv", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == to


def test_a_language_that_is_not_there_is_english(client: Any) -> None:
    client.cookies.set("language", "xx")
    assert "Who are you?" in client.get("/login").text


# The adapter.


@pytest.fixture
def over_http(tmp_path: Path) -> Iterator[Any]:
    """Return how to see a portal in a world, through its interface."""
    engine = sqlite(tmp_path)

    def seen(world: World) -> Any:
        client = TestClient(adapter.app_for_tests(engine, world))

        def send(asked: tuple[str, str, dict[str, str], str]) -> tuple[int, str]:
            method, path, headers, body = asked
            answer = client.request(method, path, headers=headers, content=body)
            return answer.status_code, answer.text

        return adapter.OverHttp(send)

    yield seen
    engine.dispose()


def referee_at(portal: Any, status: cc.ClaimStatus) -> tuple[Referee, Any]:
    """Return a referee who has played the shortest story to a status, and the name of the claim."""
    story, referee = simplest(scenarios(status)), Referee(portal, World.typical(), "C-")
    return referee, referee.played([command_told_by(entry, story.world) for entry in story.history])


def dispute_of_a_user() -> Any:
    return (
        starting_from(cc.ClaimStatus.REJECTED)
        .when(cc.claims.DisputeRejection, by=cc.Role.INCENTIVES_USER)
        .command
    )


def test_a_story_over_http_is_that_of_the_rules(over_http: Any) -> None:
    referee, name = referee_at(over_http(World.typical()), cc.ClaimStatus.REJECTED)
    assert name is not None
    referee.refused(name, dispute_of_a_user())
    report = referee.report()
    assert report, str(report)
    assert (report.accepted, report.refused) == (5, 1)
    assert dict(report.due)[cc.deadlines.Clock.REVIEW] >= 2


def test_a_fault_is_shown_as_curl_commands(over_http: Any) -> None:
    wider = World.typical(policies=cc.Policies(disputing=cc.rules.Disputing.WIDENED))
    referee, name = referee_at(over_http(wider), cc.ClaimStatus.REJECTED)
    referee.refused(name, dispute_of_a_user())
    (difference,) = referee.report().differences
    shown = adapter.curl(difference).splitlines()
    assert [line.split()[:3] for line in shown[:-1]] == [["curl", "--request", "POST"]] * 6 + [
        ["curl", "--request", "GET"]
    ]
    assert "command.dispute-rejection" in shown[5]
    assert '"role":"incentives_user"' in shown[5]
    assert shown[-1] == "# accepts what the rules refuse: expected refused, found accepted"


@pytest.mark.wide
def test_the_portal_agrees_with_the_rules_on_everything(over_http: Any) -> None:
    world = World.typical()
    report = adapter.check(over_http(world), world=world, stories=5)
    assert report.accepted > 1000
    assert report.refused > 5000


# How it is started.


@pytest.mark.slow
def test_it_starts_by_its_one_command(tmp_path: Path) -> None:
    """Run what the README says, but for the environment: the step of `.ci/run` brings a fresh one."""
    (command,) = re.findall(r"&& \S+ (-m portal)\n", (PORTAL / "README.md").read_text("utf-8"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    set_by = {"COOPCLAIMS_PORTAL_PORT": str(port), "COOPCLAIMS_PORTAL_DATABASE": url}
    python = os.environ.get("COOPCLAIMS_PORTAL_PYTHON", sys.executable)
    server = subprocess.Popen([python, *command.split()], cwd=PORTAL.parent, env={**os.environ, **set_by})
    try:
        for _ in range(1200):
            assert server.poll() is None, "it has stopped"
            with suppress(URLError), urlopen(f"http://127.0.0.1:{port}/login") as answer:
                assert b"there are no passwords" in answer.read()
                break
            Event().wait(0.05)
        else:
            pytest.fail("it does not answer")
    finally:
        server.terminate()
        server.wait()
    assert (tmp_path / "portal.db").is_file()


# What it is made of.


def lines(*patterns: str) -> int:
    return sum(len(each.read_text("utf-8").splitlines()) for one in patterns for each in PORTAL.glob(one))


def test_it_stays_short() -> None:
    """The adapter is a tool of tests, and no part of what is served."""
    assert 0 < lines("*.py") - lines("adapter.py") <= 700
    assert 0 < lines("templates/*.html", "static/*") <= 400


def test_no_page_knows_a_status_a_role_or_a_problem() -> None:
    keys = {str(each) for kind in (cc.ClaimStatus, cc.Role, cc.payouts.PaymentStatus) for each in kind}
    keys |= {str(each) for each in cc.findings.ProblemCode}
    for page in (*PORTAL.glob("templates/*"), *PORTAL.glob("static/*.js")):
        assert not keys & set(re.findall(r"[\"'](\w+)[\"']", page.read_text("utf-8"))), page.name


def test_every_word_of_the_pages_is_swedish_too() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PORTAL.glob("templates/*.html"))
    assert set(re.findall(r'\bt\("([^"]+)"\)', text)) <= set(part("pages").WORDS["sv"])
