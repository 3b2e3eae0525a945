"""One claim's life, from the first form to the payments, with public names only.

Run it: everything that it prints is computed from the rules, the calendar and the commands below. With
`--language sv`, or `nl`, `fr` or `de`, it is said in that language; what people wrote stays as they wrote it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

import coopclaims as cc

asked = ArgumentParser(description=__doc__)
asked.add_argument("--language", default="en", choices=cc.labels.CATALOGUE_LANGUAGES)
LANGUAGE: str = asked.parse_args().language

PACIFIC = ZoneInfo(cc.partner_center.zone_key)
EVERYWHERE = cc.parties.EVERYWHERE
LOCATION, PROGRAM = (
    cc.identifiers.LocationId("se-stockholm"),
    cc.identifiers.ProgramId("CSP Direct Bill Partner"),
)
USAGE = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
IRELAND = cc.payouts.PayingEntity(cc.identifiers.EntityId("vendor-ireland"), "EUR")
SWEDEN = cc.payouts.PayingEntity(cc.identifiers.EntityId("vendor-sweden"), "SEK")
CLAIM = cc.identifiers.ClaimId("C-1001")

alice = cc.Actor.partner("alice", cc.Role.INCENTIVES_ADMIN, location=LOCATION, program=EVERYWHERE)
bob = cc.Actor.partner("bob", cc.Role.INCENTIVES_USER, location=LOCATION, program=PROGRAM)
carol = cc.Actor.partner("carol")  # a colleague without any role
rita = cc.Actor.vendor("rita", cc.Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE)
vera = cc.Actor.vendor("vera", cc.Role.VALIDATION_TEAM, location=EVERYWHERE, program=EVERYWHERE)

weekdays = cc.BusinessCalendar.of_weekdays(years=range(2022, 2024))
us_holidays = cc.BusinessCalendar.from_holidays("US", years=range(2022, 2024))
rules = cc.partner_center.bind(calendar=weekdays, zone=PACIFIC)
us_rules = cc.partner_center.bind(calendar=us_holidays, zone=PACIFIC)

OTHERS = ("sv", "nl", "fr", "de")
STORY = {
    "The fund, and the draft": (
        "Fonden och utkastet",
        "Het fonds en het concept",
        "Le fonds et le brouillon",
        "Der Fonds und der Entwurf",
    ),
    "What is still missing": (
        "Vad som ännu saknas",
        "Wat nog ontbreekt",
        "Ce qui manque encore",
        "Was noch fehlt",
    ),
    "Evidence, and a colleague who helps": (
        "Underlag, och en kollega som hjälper till",
        "Bewijs, en een collega die helpt",
        "Les preuves, et un collègue qui aide",
        "Nachweise, und jemand aus dem Team hilft",
    ),
    "Submitted": (
        "Inskickat",
        "Ingediend",
        "Soumise",
        "Eingereicht",
    ),
    "Returned for more information": (
        "Återsänt för mer information",
        "Teruggestuurd voor meer informatie",
        "Renvoyée pour complément d'information",
        "Zurückgegeben für weitere Informationen",
    ),
    "Rejected, and disputed": (
        "Avslaget och bestritt",
        "Afgewezen en betwist",
        "Rejetée, puis contestée",
        "Abgelehnt, und Widerspruch eingelegt",
    ),
    "Approved": (
        "Godkänt",
        "Goedgekeurd",
        "Approuvée",
        "Genehmigt",
    ),
    "Payment: who pays, in which currency, by when, and why": (
        "Betalning: vem som betalar, i vilken valuta, när och varför",
        "Betaling: wie betaalt, in welke valuta, wanneer en waarom",
        "Paiement : qui paie, dans quelle devise, pour quand et pourquoi",
        "Zahlung: wer zahlt, in welcher Währung, bis wann und warum",
    ),
    "The History": (
        "Historiken",
        "De geschiedenis",
        "L'historique",
        "Der Verlauf",
    ),
    "The overview": (
        "Översikten",
        "Het overzicht",
        "La vue d'ensemble",
        "Die Übersicht",
    ),
    "{entity} earned the partner {amount}, to be used {usage}": (
        "{entity} har tjänat in {amount} åt partnern, att använda {usage}",
        "{entity} heeft {amount} voor de partner verdiend, te gebruiken {usage}",
        "{entity} a acquis {amount} pour le partenaire, à utiliser du {usage}",
        "{entity} hat dem Partner {amount} gutgeschrieben, zu nutzen {usage}",
    ),
    "{what} is refused": (
        "{what} nekas",
        "{what} is geweigerd",
        "{what} est refusé",
        "{what} wird abgelehnt",
    ),
    "worth knowing: {advice}": (
        "värt att veta: {advice}",
        "goed om te weten: {advice}",
        "bon à savoir : {advice}",
        "gut zu wissen: {advice}",
    ),
    "{who} may now: {what}": (
        "{who} får nu: {what}",
        "{who} mag nu: {what}",
        "{who} peut maintenant : {what}",
        "{who} darf jetzt: {what}",
    ),
    "nothing": (
        "ingenting",
        "niets",
        "rien",
        "nichts",
    ),
    "The review was due on {day}: {state}": (
        "Granskningen skulle vara klar {day}: {state}",
        "De beoordeling moest op {day} klaar zijn: {state}",
        "L'évaluation était attendue pour le {day} : {state}",
        "Die Überprüfung war am {day} fällig: {state}",
    ),
    "status: {status}": (
        "status: {status}",
        "status: {status}",
        "statut : {status}",
        "Status: {status}",
    ),
    "shares that cannot be paid yet: {count}": (
        "andelar som ännu inte kan betalas: {count}",
        "aandelen die nog niet betaald kunnen worden: {count}",
        "parts qui ne peuvent pas encore être payées : {count}",
        "Anteile, die noch nicht gezahlt werden können: {count}",
    ),
    "The same with the holidays of the United States:": (
        "Detsamma med helgdagarna i USA:",
        "Hetzelfde met de feestdagen van de Verenigde Staten:",
        "Le même avec les jours fériés des États-Unis :",
        "Dasselbe mit den Feiertagen der Vereinigten Staaten:",
    ),
    "usage {usage}: approved {approved}, claimed {claimed}, total {total}": (
        "användning {usage}: godkänt {approved}, begärt {claimed}, totalt {total}",
        "gebruik {usage}: goedgekeurd {approved}, geclaimd {claimed}, totaal {total}",
        "utilisation {usage} : approuvé {approved}, réclamé {claimed}, total {total}",
        "Nutzung {usage}: genehmigt {approved}, geltend gemacht {claimed}, gesamt {total}",
    ),
    "(claimed counts what is approved and what is pending)": (
        "(begärt räknar det som är godkänt och det som väntar)",
        "(geclaimd telt wat goedgekeurd is en wat nog wacht)",
        "(réclamé compte ce qui est approuvé et ce qui est en attente)",
        "(geltend gemacht zählt, was genehmigt ist und was aussteht)",
    ),
    "Letters and numbers in brackets name a document and a fact: docs/reference/sources.md lists them.": (
        "Inom hakparentes står dokument och fakta: se docs/reference/sources.md.",
        "Tussen haken staan document en feiten: zie docs/reference/sources.md.",
        "Entre crochets : document et faits, voir docs/reference/sources.md.",
        "In Klammern stehen Dokument und Tatsachen: siehe docs/reference/sources.md.",
    ),
}
"""What this story says between the answers of the library, in the other languages."""

repository = cc.InMemoryRepository()
numbers = count(1)


def say(text: object = "") -> None:
    """Print a line of the story."""
    sys.stdout.write(f"{text}\n")


def story(english: str, **values: object) -> str:
    """Return a sentence of the story in the language asked for, with these values in its places."""
    phrase = english if LANGUAGE == "en" else STORY[english][OTHERS.index(LANGUAGE)]
    return phrase.format(**{name: render(value) for name, value in values.items()})


def render(answer: object) -> str:
    """Return what the library says in the language asked for."""
    return cc.labels.render(answer, LANGUAGE)


def heading(english: str) -> None:
    """Print the heading of a chapter."""
    text = story(english)
    say(f"\n{text}\n{'=' * len(text)}")


def instant(text: str) -> datetime:
    """Return an instant of the program's zone: "2022-09-14 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


def request(by: cc.Actor, at: str) -> cc.claims.EnvelopeFields:
    """Return who asks, when, and for which claim, with an idempotency key of its own."""
    envelope = cc.claims.Envelope(claim=CLAIM, by=by, at=instant(at))
    return envelope.fields(f"command-{next(numbers)}")


def do(command: cc.claims.Command) -> cc.Claim:
    """Perform a command and tell what came of it, or why it was refused."""
    day = rules.day(command.at).isoformat()
    try:
        outcome = cc.perform(command, repository, rules=rules, advise=True)
    except cc.Refused as refused:
        what = cc.labels.label(type(command), LANGUAGE)
        say(f"{day}  {command.by.id}: {story('{what} is refused', what=what)}")
        for line in render(refused).splitlines():
            say(f"    {line}")
        return cc.replay(repository.history(CLAIM))
    for entry in outcome.entries:
        who, now = f"{entry.by} ({render(entry.role)})", render(outcome.claim.status)
        say(f"{day}  {who}: {render(entry)}  [{now}]")
    for problem in outcome.advice:
        say(f"    {story('worth knowing: {advice}', advice=cc.labels.sentence(problem, LANGUAGE))}")
    return outcome.claim


def may(claim: cc.Claim, *actors: cc.Actor) -> None:
    """Tell what each actor may do now."""
    funds = repository.pool(LOCATION, PROGRAM, USAGE)
    for actor in actors:
        options = cc.allowed(claim, actor, at=claim.changed_at, rules=rules, funds=funds)
        names = [cc.labels.label(kind, LANGUAGE) for kind, option in options.items() if option.is_allowed]
        say(f"    {story('{who} may now: {what}', who=actor.id, what=', '.join(names) or story('nothing'))}")


heading("The fund, and the draft")
# What the vendor earned for the partner is written into the fund first, by entity.
key = cc.funds.PoolKey(location=LOCATION, program=PROGRAM, usage_period=USAGE, currency=cc.Currency("SEK"))
pool = repository.open_pool(key)
earned_at = instant("2022-07-01 00:00")
repository.append(
    cc.repositories.FundWrite(
        pool=key,
        expected=pool.version,
        entries=(
            pool.earned_entry(IRELAND.id, cc.Money("72000.00", "SEK"), at=earned_at),
            pool.earned_entry(SWEDEN.id, cc.Money("48000.00", "SEK"), at=earned_at),
        ),
    )
)
for entity, amount in repository.pool(LOCATION, PROGRAM, USAGE).shares():
    say(
        story(
            "{entity} earned the partner {amount}, to be used {usage}",
            entity=entity,
            amount=amount,
            usage=USAGE,
        )
    )

form = cc.ClaimForm(
    name="Autumn campaign",
    program=PROGRAM,
    location=LOCATION,
    usage_period=USAGE,
    activity="digital-advertising",
    executed_on=date(2022, 8, 25),
    amount=cc.Money("90000.00", "SEK"),
)
claim = do(cc.claims.CreateClaim(form=form, **request(bob, "2022-09-01 09:00")))
say(render(cc.deadlines.claiming_deadline(claim, rules=rules).explain(claim.changed_at)))
may(claim, alice, bob, carol, rita)

heading("What is still missing")
early = cc.claims.SubmitClaim(**request(bob, "2022-09-01 09:05"))
for problem in cc.problems(early, claim, rules=rules, funds=repository.pool(LOCATION, PROGRAM, USAGE)):
    explained = problem.explain()
    remedy = explained.find("remedy").figure("fix")
    say(f"- {cc.labels.sentence(explained, LANGUAGE)}: {cc.labels.sentence(remedy, LANGUAGE)}")

heading("Evidence, and a colleague who helps")
invoice = cc.claims.Invoice(
    id=cc.identifiers.ItemId("invoice-1"),
    document="scan-1",
    number="2022-117",
    supplier="Annonsbolaget",
    issued_on=date(2022, 8, 31),
    amount=cc.Money("70000.00", "SEK"),
)
design = cc.claims.CertificationReport(
    id=cc.identifiers.ItemId("csr-1"),
    document="csr-form-1",
    amount=cc.Money("20000.00", "SEK"),
    work="Ad design",
)
do(cc.claims.AddInvoice(invoice=invoice, **request(bob, "2022-09-02 09:00")))
do(cc.claims.AddCertification(report=design, **request(bob, "2022-09-02 09:10")))
ask = "screenshot of the ad, and the landing page"
do(cc.claims.RequestUpload(colleague=carol.id, what=ask, **request(bob, "2022-09-02 09:20")))
shown = ("ad-screenshot", "landing-page")  # what the catalogue asks of digital advertising
bare = cc.claims.Proof(id=cc.identifiers.ItemId("proof-1"), document="screenshot-1", shows=shown)
do(cc.claims.AddProof(proof=bare, **request(carol, "2022-09-05 14:00")))
proof = cc.claims.Proof(
    id=bare.id,
    document=bare.document,
    note="The ad as shown on 2022-08-25, with its landing page",
    shows=shown,
)
do(cc.claims.AddProof(proof=proof, **request(carol, "2022-09-05 14:05")))
do(cc.claims.Comment(text="Both are there.", **request(carol, "2022-09-05 14:06")))
clicks = cc.claims.Metric(id=cc.identifiers.ItemId("metric-1"), name="results", value="4312 clicks")
claim = do(cc.claims.RecordMetric(metric=clicks, **request(bob, "2022-09-06 08:30")))
may(claim, alice, bob, carol, rita)

heading("Submitted")
claim = do(cc.claims.SubmitClaim(**request(bob, "2022-09-14 10:00")))
say(render(cc.review_deadline(claim, rules=rules).explain(claim.changed_at)))
may(claim, alice, bob, carol, rita)
do(cc.claims.RemoveItem(item=invoice.id, **request(bob, "2022-09-14 11:00")))

heading("Returned for more information")
do(cc.claims.StartReview(**request(rita, "2022-09-15 09:00")))
feedback = "The supplier's name cannot be read."
do(cc.claims.GiveFeedback(text=feedback, item=invoice.id, **request(rita, "2022-09-15 09:30")))
wanted = cc.claims.InformationRequest("a readable scan of the invoice", item=invoice.id)
claim = do(cc.claims.RequestAction(requests=(wanted,), **request(rita, "2022-09-15 09:40")))
say(render(cc.review_deadline(claim, rules=rules).explain()))
may(claim, alice, bob, carol, rita)
do(cc.claims.RemoveItem(item=invoice.id, reason="unreadable", **request(bob, "2022-09-16 08:00")))
rescanned = cc.claims.Invoice(
    id=cc.identifiers.ItemId("invoice-2"),
    document="scan-2",
    number=invoice.number,
    supplier=invoice.supplier,
    issued_on=invoice.issued_on,
    amount=invoice.amount,
    note="A new scan",
)
do(cc.claims.AddInvoice(invoice=rescanned, **request(bob, "2022-09-16 08:05")))
claim = do(cc.claims.SubmitClaim(comment="New scan added.", **request(bob, "2022-09-16 08:10")))
say(render(cc.review_deadline(claim, rules=rules).explain(claim.changed_at)))

heading("Rejected, and disputed")
do(cc.claims.StartReview(**request(rita, "2022-09-19 09:00")))
reason = "The landing page does not show the company's brand."
claim = do(cc.claims.RejectClaim(reasons=(reason,), **request(rita, "2022-09-20 16:00")))
review = cc.review_deadline(claim, rules=rules)
if isinstance(review, cc.Deadline):
    state = review.state(claim.changed_at)
    say(story("The review was due on {day}: {state}", day=review.on, state=state))
may(claim, alice, bob, rita, vera)
do(cc.claims.DisputeRejection(**request(bob, "2022-09-20 17:00")))
argument = "The brand is in the header of the page."
claim = do(cc.claims.DisputeRejection(reason=argument, **request(alice, "2022-09-21 10:00")))
say(render(cc.dispute_deadline(claim, rules=rules).explain(claim.changed_at)))
may(claim, alice, rita, vera)

heading("Approved")
lower = "Two days of the campaign lie outside the invoice."
approved = cc.Money("84000.00", "SEK")
claim = do(cc.claims.ApproveClaim(amount=approved, reason=lower, **request(vera, "2022-09-26 11:00")))
may(claim, alice, bob, vera)

heading("Payment: who pays, in which currency, by when, and why")
profiles = cc.payouts.BankProfiles(
    (
        cc.payouts.ProfileAssignment(
            profile=cc.identifiers.ProfileId("bank-kr"),
            currency="SEK",
            location=LOCATION,
            program=PROGRAM,
            status=cc.payouts.ProfileStatus.APPROVED,
        ),
        cc.payouts.ProfileAssignment(
            profile=cc.identifiers.ProfileId("bank-eur"),
            currency="EUR",
            location=LOCATION,
            program=PROGRAM,
            entity=IRELAND.id,
            status=cc.payouts.ProfileStatus.APPROVED,
        ),
    )
)
november = cc.money.ExchangeRate(
    source=cc.Currency("SEK"),
    target=cc.Currency("EUR"),
    rate="0.0917",
    month=date(2022, 11, 1),
    origin="monthly rate given by the caller",
)
resolution = cc.payouts.resolve_payouts(
    claim,
    shares=repository.pool(LOCATION, PROGRAM, USAGE).shares(),
    entities=(IRELAND, SWEDEN),
    profiles=profiles,
    rates=cc.money.RateTable((november,)),
    ordered_at=instant("2022-11-10 09:00"),
    rules=rules,
    enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
)
invoice_duty = cc.deadlines.TaxInvoice.not_needed()
for payment in cc.payments.expected_payments(claim, resolution, tax_invoice=invoice_duty, rules=rules):
    say(render(payment.payout.explain()))
    say(story("status: {status}", status=payment.status))
say(story("shares that cannot be paid yet: {count}", count=len(resolution.unresolved)))
say()
say(render(cc.payment_deadline(claim, tax_invoice=invoice_duty, rules=rules).explain()))
say()
say(story("The same with the holidays of the United States:"))
say(render(cc.payment_deadline(claim, tax_invoice=invoice_duty, rules=us_rules).explain()))

heading("The History")
say(render(repository.history(CLAIM)))

heading("The overview")
overview = cc.portfolio.claims_overview(repository.claims(), repository.pools())
for status, claims in overview.by_status.items():
    say(f"{render(status)}: {', '.join(claims)}")
for row in overview.funds:
    sums = {"approved": row.approved, "claimed": row.claimed, "total": row.total}
    line = "usage {usage}: approved {approved}, claimed {claimed}, total {total}"
    say(story(line, usage=row.usage_period, **sums))
say(story("(claimed counts what is approved and what is pending)"))
say()
say(
    story("Letters and numbers in brackets name a document and a fact: docs/reference/sources.md lists them.")
)
