"""Builds silver and gold, one build of a warehouse at a time, and keeps how each node ended."""

import asyncio
import time
from collections import defaultdict

from sidecar.adapters.locks import held
from sidecar.adapters.postgres import Connection, Pool
from sidecar.errors import Conflict, SidecarError, Unreadable
from sidecar.telemetry import logger
from sidecar.transforms import store
from sidecar.transforms.runner import Dbt, NodeResult, Outcome
from sidecar.transforms.schemas import Build, BuildResult

PASSED = {"success", "pass", "warn"}
NAMED_FAILURES = 3
TESTS = {"test", "unit_test"}


class BuildFailed(SidecarError):
    """A model could not be built; /transforms/builds shows which."""

    status = 500
    code = "build_failed"
    title = "The warehouse could not be built"


class CheckFailed(Unreadable):
    """A data test found rows that break its rule; /transforms/builds shows which."""

    code = "check_failed"
    title = "A check of the warehouse failed"


async def build(
    pool: Pool, dbt: Dbt, *, select: str | None = None, full_refresh: bool = False
) -> BuildResult:
    """Build the selected models, and run their tests, from the bronze versions committed by now.

    Raises Conflict while another build runs, BuildFailed, CheckFailed. Gold keeps its former rows
    wherever a model, or a test before it, failed.
    """
    started = time.perf_counter()
    async with held(pool, "ipai.transforms.build") as connection:
        if connection is None:
            raise Conflict(
                "The warehouse is being built already; wait for that build to end.",
                code="build_running",
            )
        hi_seq = await store.hi_seq(connection)
        run_id = await store.start_run(
            connection, selection=select, full_refresh=full_refresh, hi_seq=hi_seq
        )
        command = ["build", *(["--select", select] if select else [])]
        command += ["--full-refresh"] if full_refresh else []
        try:
            outcome = await dbt.run(command, hi_seq=hi_seq, on_node=_log_node)
        except BaseException as error:
            await _record_break(connection, run_id, error)
            raise
        failure = _failure(outcome)
        message = failure.detail if failure else _summary(outcome)
        await store.end_run(
            connection,
            run_id,
            state="failed" if failure else "done",
            message=message,
            results=outcome.results,
        )
    if failure:
        raise failure
    return _result(outcome, run_id, hi_seq, message, time.perf_counter() - started)


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


def _log_node(name: str, status: str) -> None:
    logger.debug("dbt node ended", node=name, status=status)


def _failure(outcome: Outcome) -> SidecarError | None:
    """The error a run ended with, with a sentence that names what failed; None for a good one."""
    broken = [result for result in outcome.results if result.status in {"error", "runtime error"}]
    failing = [result for result in outcome.results if result.status == "fail"]
    if broken:
        return BuildFailed(f"{_named(broken)} could not be built. {_reason(broken[0])}".strip())
    if failing:
        skipped = sum(result.status == "skipped" for result in outcome.results)
        after = f" {skipped} models and checks behind it were left out." if skipped else ""
        return CheckFailed(
            f"The check {_named(failing)} failed ({_reason(failing[0])}); gold keeps what it had "
            f"where the check stands before it.{after}"
        )
    if not outcome.success:
        return BuildFailed(f"dbt could not start the build: {outcome.error or 'unknown reason'}")
    return None


def _named(results: list[NodeResult]) -> str:
    names = ", ".join(result.name for result in results[:NAMED_FAILURES])
    more = len(results) - NAMED_FAILURES
    return f"{names} and {more} more" if more > 0 else names


def _reason(result: NodeResult) -> str:
    lines = [line.strip() for line in (result.message or "").splitlines() if line.strip()]
    return " ".join(lines[:3])


def _summary(outcome: Outcome) -> str:
    warned = [result for result in outcome.results if result.status == "warn"]
    models, tests = _models(outcome), _tests(outcome)
    text = f"{models} models built, {tests} checks passed."
    return f"{text} To look at: {_named(warned)}." if warned else text


def _models(outcome: Outcome) -> int:
    return sum(
        result.resource_type == "model" and result.status in PASSED for result in outcome.results
    )


def _tests(outcome: Outcome) -> int:
    return sum(
        result.resource_type in TESTS and result.status in PASSED for result in outcome.results
    )


def _result(
    outcome: Outcome, run_id: int, hi_seq: int, message: str, seconds: float
) -> BuildResult:
    rows = sum(
        result.rows_affected or 0 for result in outcome.results if result.resource_type == "model"
    )
    result = BuildResult(
        run_id=run_id,
        hi_seq=hi_seq,
        models=_models(outcome),
        tests=_tests(outcome),
        rows=rows,
        seconds=round(seconds, 3),
        message=message,
    )
    logger.info("built", **result.model_dump())
    return result
