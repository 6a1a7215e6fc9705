"""Keeps the vectors in step with the texts, and searches by meaning."""

import asyncio
import time
from typing import Any

from sidecar.adapters.embedding import Embedder
from sidecar.adapters.locks import held
from sidecar.adapters.postgres import Pool, transaction
from sidecar.adapters.readers import Reader, reading
from sidecar.auth import Caller
from sidecar.errors import Conflict, NotAllowed
from sidecar.platinum import store
from sidecar.platinum.schemas import Hit, Question, VectorsRefreshed
from sidecar.telemetry import logger

# A vector older than this is made anew.
KEPT_DAYS = 90
AT_ONCE = 512


async def refresh(pool: Pool, embedder: Embedder) -> VectorsRefreshed:
    """Compute what is missing, too old or of another model; committed some at a time, so that a
    run that was ended goes on where it was. Raises Conflict while another one runs."""
    started = time.perf_counter()
    result = VectorsRefreshed(embedded=0, shared=0, forgotten=0, seconds=0)
    async with held(pool, "ipai.platinum.refresh") as lock:
        if lock is None:
            raise Conflict(
                "The vectors are being refreshed already; wait for that run to end.",
                code="refresh_running",
            )
        async with transaction(pool) as connection:
            if not await store.is_built(connection):
                return result
            result.forgotten = await store.forget(connection)
        while await _embed_some(pool, embedder, result):
            pass
    result.seconds = round(time.perf_counter() - started, 3)
    logger.info("vectors refreshed", **result.model_dump())
    return result


async def search(pool: Pool, embedder: Embedder, caller: Caller, question: Question) -> list[Hit]:
    """The texts nearest to the question among what the caller's companies sold and claimed.

    Raises NotAllowed for a program with a key, for which nothing says whose rows it may see.
    """
    if caller.kind != "odoo":
        raise NotAllowed("Only a user of Odoo can search, for rows are shown by company.")
    [vector] = await asyncio.to_thread(embedder.embed, [question.text])
    arguments: dict[str, Any] = question.model_dump(exclude={"text"})
    arguments |= {"question": store.as_text(vector), "model": embedder.model}
    async with reading(pool, Reader("finance", caller.company_ids, subject=caller.login)) as opened:
        return [Hit.model_validate(row) for row in await store.search(opened, arguments)]


async def _embed_some(pool: Pool, embedder: Embedder, result: VectorsRefreshed) -> int:
    """The next texts; how many there were."""
    async with transaction(pool) as connection:
        rows = await store.missing(connection, embedder.model, KEPT_DAYS, AT_ONCE)
        digests = list({row["digest"] for row in rows})
        vectors = await store.known(connection, embedder.model, KEPT_DAYS, digests)
    texts = {row["digest"]: row["text"] for row in rows if row["digest"] not in vectors}
    made = await asyncio.to_thread(embedder.embed, list(texts.values()))
    vectors |= {digest: store.as_text(made[place]) for place, digest in enumerate(texts)}
    kept = [
        {name: row[name] for name in ("source", "company_id", "digest")}
        | {"model": embedder.model, "embedding": vectors[row["digest"]]}
        for row in rows
    ]
    async with transaction(pool) as connection:
        await store.keep(connection, kept)
    result.embedded += len(texts)
    result.shared += len(rows) - len(texts)
    return len(rows)
