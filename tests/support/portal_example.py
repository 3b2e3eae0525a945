"""The portal of the examples, over a store of a test, with a clock that a test sets; and how it is served."""

from __future__ import annotations

import importlib
import importlib.util
import socket
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from tests.support.databases import example, missing

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DAY: Final = date(2022, 9, 1)
"""The day by which the people, the funds and the calendar for show are made."""


def part(name: str) -> Any:
    """Return a module of the portal, with what it needs."""
    for needed in ("fastapi", "jinja2", "python_multipart", "uvicorn"):
        if importlib.util.find_spec(needed) is None:
            missing(f"{needed} is not installed: it comes with coopclaims[portal]")
    example()
    return importlib.import_module(f"portal.{name}")


class Clock:
    """The present of a test."""

    def __init__(self) -> None:
        self.now = datetime(DAY.year, DAY.month, DAY.day, 17, tzinfo=UTC)

    def set(self, text: str) -> None:
        """Say what time it is: "2022-09-14 10:00", in UTC."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC)

    def __call__(self, _request: object) -> datetime:
        return self.now


def sqlite(folder: Path) -> Any:
    """Return an engine over a new file, which need not outlive a crash."""
    sqlalchemy = importlib.import_module("sqlalchemy")
    engine = sqlalchemy.create_engine(f"sqlite:///{folder / 'portal.db'}", connect_args={"timeout": 60})

    def hurry(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    sqlalchemy.event.listen(engine, "connect", hurry)
    return engine


@contextmanager
def served(app: Any) -> Generator[str]:
    """Serve an application in a thread, and yield where it is: a connection waits until it answers."""
    uvicorn = importlib.import_module("uvicorn")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
