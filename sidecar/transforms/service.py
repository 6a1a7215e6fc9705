"""Builds silver and gold, one build of a warehouse at a time, and keeps how each node ended."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass

import procrastinate

from sidecar.adapters.locks import held
from sidecar.adapters.postgres import Connection, Pool
from sidecar.errors import Conflict, NotFound, SidecarError
from sidecar.telemetry import logger
from sidecar.transforms import store
from sidecar.transforms.outcome import failure_of, models_of, summary_of, tests_of
from sidecar.transforms.runlog import RunLog
from sidecar.transforms.runner import Dbt
from sidecar.transforms.said import Outcome
from sidecar.transforms.schemas import Build, BuildChanged, BuildResult, LogLine
from sidecar.transforms.store import Rates


@dataclass(frozen=True)
class Wanted:
    """What to build: dbt's selection, from all versions or the new ones; nodes: these alone.

    hi_seq: bronze version to build up to; None: what is committed by now. retry_of: the run that is
    repeated. job_id: the job of the queue this is.
    """

    select: str | None = None
    full_refresh: bool = False
    nodes: tuple[str, ...] = ()
    hi_seq: int | None = None
    retry_of: int | None = None
    job_id: int | None = None

    def command(self) -> list[str]:
        """As dbt takes it."""
        command = ["build", *(["--select", self.select] if self.select else [])]
        if self.nodes:
            # Else dbt would add every check of these models, those that were good included.
            command = ["build", "--select", *self.nodes, "--indirect-selection", "empty"]
        return [*command, *(["--full-refresh"] if self.full_refresh else [])]


async def build(
    pool: Pool,
    dbt: Dbt,
    *,
    select: str | None = None,
    full_refresh: bool = False,
    retry_of: int | None = None,
    job_id: int | None = None,
    rates: Rates | None = None,
) -> BuildResult:
    """Build the selected models, and run their tests, from the bronze versions committed by now.

    retry_of: a run that did not end well; what it did not do is done, from the versions it saw.
    Raises Conflict while another build runs, NotFound, BuildFailed, CheckFailed. Gold keeps its
    former rows wherever a model, or a test before it, failed.
    """
    started = time.perf_counter()
    async with held(pool, "ipai.transforms.build") as connection:
        if connection is None:
            raise Conflict(
                "The warehouse is being built already; wait for that build to end.",
                code="build_running",
            )
        wanted = Wanted(select=select, full_refresh=full_refresh, job_id=job_id)
        if retry_of is not None:
            wanted = await _again(connection, retry_of, job_id)
        hi_seq = wanted.hi_seq or await store.hi_seq(connection)
        run_id = await store.start_run(connection, wanted=wanted, hi_seq=hi_seq)
        try:
            async with RunLog(pool, run_id) as log:
                outcome = await dbt.run(wanted.command(), hi_seq=hi_seq, on_said=log.add)
        except BaseException as error:
            await _record_break(connection, run_id, error)
            raise
        failure = failure_of(outcome)
        message = failure.detail if failure else summary_of(outcome)
        await store.end_run(
            connection,
            run_id,
            state="failed" if failure else "done",
            message=message,
            results=outcome.results,
            rates=rates or Rates(),
        )
    if failure:
        raise failure
    return _result(outcome, run_id, hi_seq, message, time.perf_counter() - started)


async def _again(connection: Connection, run_id: int, job_id: int | None) -> Wanted:
    """What a run was to do and did not; all of it, when it was cut off."""
    run = await get_build(connection, run_id)
    if run.state in {"running", "done"}:
        raise Conflict(
            f"Build {run_id} is {run.state}; only one that did not end well can be tried again."
        )
    return Wanted(
        select=run.selection,
        full_refresh=run.full_refresh,
        nodes=tuple(await store.left(connection, run_id)),
        hi_seq=run.hi_seq,
        retry_of=run_id,
        job_id=job_id,
    )


async def cancel(
    connection: Connection, jobs: procrastinate.App, run_id: int, *, by: str
) -> BuildChanged:
    """Ask a running build to stop. Raises NotFound, Conflict."""
    await get_build(connection, run_id)
    asked = await store.ask_to_stop(connection, run_id, by)
    if not asked:
        raise Conflict(f"Build {run_id} has already ended, so it cannot be cancelled.")
    job_id = asked["job_id"]
    if job_id is None:
        raise Conflict(f"Build {run_id} was started from a shell; stop it there with Ctrl-C.")
    await jobs.job_manager.cancel_job_by_id_async(job_id, abort=True, connection=connection)
    return BuildChanged(id=run_id, message="The build was asked to stop; it ends within seconds.")


async def get_build(connection: Connection, run_id: int, *, with_results: bool = False) -> Build:
    """One build. Raises NotFound."""
    row = await store.run(connection, run_id)
    if row is None:
        raise NotFound(f"There is no build {run_id}.")
    results = await store.results(connection, [run_id]) if with_results else []
    return Build.model_validate(row | {"results": results})


async def log(
    connection: Connection, run_id: int, *, after: int = 0, limit: int = 500
) -> list[LogLine]:
    """What a build said after a line that was read, in its order."""
    rows = await store.log(connection, run_id, after=after, limit=limit)
    return [LogLine.model_validate(row) for row in rows]


async def builds(connection: Connection, *, limit: int = 5, with_results: bool) -> list[Build]:
    """The latest builds, newest first."""
    rows = await store.runs(connection, limit)
    by_run = defaultdict(list)
    if with_results:
        for row in await store.results(connection, [row["id"] for row in rows]):
            by_run[row["run_id"]].append(row)
    return [Build.model_validate(row | {"results": by_run[row["id"]]}) for row in rows]


async def _record_break(connection: Connection, run_id: int, error: BaseException) -> None:
    message = error.detail if isinstance(error, SidecarError) else type(error).__name__
    state = "interrupted" if isinstance(error, asyncio.CancelledError) else "failed"
    await store.end_backends(connection)
    await store.end_run(connection, run_id, state=state, message=message)


def _result(
    outcome: Outcome, run_id: int, hi_seq: int, message: str, seconds: float
) -> BuildResult:
    rows = sum(
        result.rows_affected or 0 for result in outcome.results if result.resource_type == "model"
    )
    result = BuildResult(
        run_id=run_id,
        hi_seq=hi_seq,
        models=models_of(outcome),
        tests=tests_of(outcome),
        rows=rows,
        seconds=round(seconds, 3),
        message=message,
    )
    logger.info("built", **result.model_dump())
    return result
