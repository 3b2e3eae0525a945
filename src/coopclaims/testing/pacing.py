"""Writers that stop inside a call of a store, where the store says that another may come.

Each call runs in a thread of its own, and only one thread runs at any time: whoever has the turn runs until
the store's next step, or to the end of the call. Nothing races, and every order can be had again.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Semaphore, Thread
from typing import Any, Final, final

from coopclaims.testing.laws import broken

_PATIENCE: Final = 30
"""Seconds after which a call that neither stops nor ends is taken for one that waits for another writer."""


class Abandoned(BaseException):
    """Raised in a store's step where the writer has crashed there: no error, so nobody handles it."""


@final
class Call:
    """One call of a store, which stops at each of its steps until it has the turn again.

    `act` is the call. `leaving` is called in its thread as that ends.
    """

    def __init__(self, turns: Turns, act: Callable[[], Any], leaving: Callable[[], object] | None) -> None:
        self.turns = turns
        self.act = act
        self.leaving = leaving
        self.answer: Any = None
        self.error: BaseException | None = None
        self.is_done = False
        self.is_abandoned = False
        self._go, self._back = Semaphore(0), Semaphore(0)
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self._go.acquire()
        try:
            self.answer = self.act()
        except BaseException as error:  # noqa: BLE001 - raised by whoever has the turn
            self.error = error
        finally:
            if self.leaving is not None:
                self.leaving()
            self.is_done = True
            self._back.release()

    def go_on(self) -> None:
        """Run until the next step of the store, or to the end."""
        self.turns.running = self
        self._go.release()
        if not self._back.acquire(timeout=_PATIENCE):
            broken("a step stands where no other writer is waited for: outside of locks and transactions")
        self.turns.running = None
        if self.is_done:
            self._thread.join()

    def result(self) -> Any:  # noqa: ANN401 - whatever the call answers
        """Return what the call answered, or raise what it raised."""
        if self.error is not None:
            raise self.error
        return self.answer

    def stop(self) -> None:
        """Hand the turn back, in the thread of the call. Raises `Abandoned` where it does not come again."""
        self._back.release()
        self._go.acquire()
        if self.is_abandoned:
            raise Abandoned

    def abandon(self) -> None:
        """End a call that is not done: its writer has crashed."""
        self.is_abandoned = True
        self.go_on()


@final
class Turns:
    """Whose turn it is; `step` is what a store calls where another writer may come."""

    def __init__(self) -> None:
        self.running: Call | None = None
        self.stops = 0

    def step(self) -> None:
        """Let another writer come. Where nobody is stepped, as while a store is filled, nothing happens."""
        if self.running is not None:
            self.stops += 1
            self.running.stop()
