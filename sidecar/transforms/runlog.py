"""What a build says, kept in the warehouse while it runs, so that people can follow it."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from sidecar.adapters.postgres import Pool, transaction
from sidecar.transforms import store
from sidecar.transforms.said import Said

FLUSH_SECONDS = 0.5


class RunLog:
    """Collects the lines of one run and writes them twice a second, and the rest at its end."""

    def __init__(self, pool: Pool, run_id: int) -> None:
        self._pool, self._run_id = pool, run_id
        self._waiting: list[Said] = []
        self._done = 0
        self._total = 0
        self._writer: asyncio.Task[None] | None = None

    def add(self, said: Said) -> None:
        """Take what dbt said; it is written later."""
        self._done += int(said.has_ended)
        self._total = max(self._total, said.total)
        self._waiting.append(said)

    async def flush(self) -> None:
        """Write what has come in."""
        lines, self._waiting = self._waiting, []
        if not lines:
            return
        async with transaction(self._pool) as connection:
            await store.say(connection, self._run_id, lines)
            await store.progress(connection, self._run_id, self._done, self._total)

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()

    async def __aenter__(self) -> Self:
        self._writer = asyncio.create_task(self._keep_writing())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.cancel()
            with suppress(asyncio.CancelledError):
                await self._writer
        await self.flush()
