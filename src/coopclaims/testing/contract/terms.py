"""What a repository is tested by: how one is made, and what it has declared that it can do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol, TypeAlias, final

from coopclaims._values import frozen
from coopclaims.funds.entries import PoolKey
from coopclaims.repositories.protocols import AsyncClaimRepository, ClaimRepository


class MakeRepository(Protocol):
    """How a check comes by a repository to test."""

    def __call__(self, *pools: PoolKey) -> ClaimRepository:
        """Return a repository in which these fund pools are open and empty.

        What else it holds does not matter: every check uses identifiers that no other has used.
        """
        ...


class MakeAsyncRepository(Protocol):
    """How a check comes by an async repository to test."""

    async def __call__(self, *pools: PoolKey) -> AsyncClaimRepository:
        """Return a repository in which these fund pools are open and empty."""
        ...


@final
@frozen(kw_only=True)
class Capabilities:
    """What a repository can do, as its author declares it. Nothing is found out by trying.

    `several_streams`: one append may write to a claim and to a fund. A repository that cannot has to
    raise `Unsupported` and write nothing.
    `snapshots`: there is a `load`, and it never returns more entries than this since its snapshot.
    With `None` there must be no `load`, since `perform` would use it.
    `breaking`: a context in which the repository's next append breaks off after so many of its writes,
    as in a crash, with any exception. Without it, appends break off by writes that are refused.
    `reopening`: closes the repository and returns another one on what it has stored. Give it for
    every repository that outlives its process. Where the repository is async, so is `reopening`.
    `another`: returns a second repository on what this one has stored, while this one stays in use, as in
    another worker. Give it for every repository that may have one; async where the repository is.
    `leaving`: called in each thread that the contract has started, as the thread ends and whatever
    happened in it, to close what the repository opened for the thread, such as a connection.
    `closing`: closes an async repository once the check that made it is over, while its event loop
    still runs. A repository that is not async is closed by whoever makes it.
    `long_history`: how many entries the long History of the contract has. Smaller is quicker.
    `threads`: how many threads race; 0 where a platform has none, as WebAssembly, and no race is run.
    """

    several_streams: bool = True
    snapshots: int | None = None
    breaking: Callable[[Any, int], AbstractContextManager[None]] | None = None
    reopening: Callable[[Any], Any] | None = None
    another: Callable[[Any], Any] | None = None
    leaving: Callable[[], object] | None = None
    closing: Callable[[Any], Awaitable[None]] | None = None
    long_history: int = 100_000
    threads: int = 8

    def declared(self) -> tuple[str, ...]:
        """Return what is declared, in a line each, for the head of a report."""
        snapshots = "none" if self.snapshots is None else f"at most {self.snapshots} entries since"
        return (
            f"claims and funds in one append: {'yes' if self.several_streams else 'refused'}",
            f"snapshots: {snapshots}",
            f"broken off by: {'a hook' if self.breaking else 'writes that are refused'}",
            f"reopened: {'yes' if self.reopening else 'no, it is gone with its process'}",
            f"objects on one store: {'two' if self.another else 'one'}",
            f"entries of the long History: {self.long_history}",
            f"threads that race: {self.threads or 'none, so no race was run'}",
        )


EVERYTHING: Final = Capabilities()
"""What is expected where nothing is declared: everything that the Protocol asks for."""

Check: TypeAlias = Callable[[MakeRepository, Capabilities], None]
"""One check of the contract. Raises `AssertionError` where the repository breaks a promise."""

AsyncCheck: TypeAlias = Callable[[MakeAsyncRepository, Capabilities], None]
"""One check of the async contract, called like any other: it runs an event loop itself."""
