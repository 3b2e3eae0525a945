"""Seals counted once more, by hand: as the page of the wire says, over canonical text, in any language."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs
from tests.support.findings import PIA, RULES, World, at, cc, circumstances, payment_command

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coopclaims.wire import SealedEntry


def salts(count: int, first: int = 0) -> tuple[bytes, ...]:
    """Return salts for tests: no two are the same, and everybody could guess them."""
    return tuple(sha256(bytes([number])).digest() for number in range(first, first + count))


def canonical(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(data: object) -> str:
    return sha256(canonical(data).encode()).hexdigest()


def counted_anew(entries: Iterable[SealedEntry]) -> tuple[SealedEntry, ...]:
    """Return what somebody makes of them who can write everything: every digest counted again."""
    done: list[SealedEntry] = []
    previous = ""
    for each in entries:
        mark, digest = each.mark, each.digest
        if each.payload is not None and each.salt is not None:
            payload = {"payload": json.loads(each.payload), "salt": each.salt}
            mark = sha256(bytes.fromhex(each.salt)).hexdigest()
            digest = digest_of({**payload, "type": "seal.payload", "v": 1})
        link = {"envelope": json.loads(each.envelope), "mark": mark, "digest": digest, "previous": previous}
        previous = digest_of({**link, "type": "seal", "v": 1})
        done.append(attrs.evolve(each, mark=mark, digest=digest, seal=previous))
    return tuple(done)


STEP = cc.payouts.PaymentTrigger
PAID = tuple((step, "") for step in (STEP.ORDER, STEP.START_PAYING, STEP.SEND))
BACK = ((STEP.MAKE, ""), *PAID, (STEP.RETURN, "account closed"), *PAID, (STEP.RECOUP, "the wrong account"))


def paid_world() -> World:
    """Return the small world with a claim that was paid, came back, was paid again and recouped."""
    world = World().approved()
    for number, (step, note) in enumerate(BACK, start=1):
        command = payment_command(
            world, step, note=note, id=f"p{number}", at=at(f"2022-11-{9 + number} 09:00")
        )
        cc.perform(command, world.repo, rules=RULES, context=circumstances(world))
    earn = cc.funds.AdjustEarnings(
        fund=world.key,
        id="adjust-1",
        by=PIA,
        at=at("2022-12-01 09:00"),
        entity="ie",
        amount=cc.Money("-10.00", "SEK"),
        on=date(2022, 11, 30),
        reason="counted twice",
    )
    cc.perform(earn, world.repo, rules=RULES)
    return world


def streams(world: Any) -> tuple[Any, Any, Any]:
    """Return the Histories of the world's claim and payment, and the ledger of its fund."""
    claim, payment = cc.identifiers.ClaimId("C-1"), cc.identifiers.PaymentId("PAY-1")
    ledger = cc.funds.FundLedger(world.key, tuple(world.repo.ledger(world.key)))
    return world.repo.history(claim), world.repo.payment_history(payment), ledger
