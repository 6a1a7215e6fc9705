"""How a run of dbt ended, in sentences and numbers."""

from sidecar.errors import SidecarError, Unreadable
from sidecar.transforms.said import NodeResult, Outcome

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


def failure_of(outcome: Outcome) -> SidecarError | None:
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


def summary_of(outcome: Outcome) -> str:
    """What was built, and what to look at."""
    warned = [result for result in outcome.results if result.status == "warn"]
    models, tests = models_of(outcome), tests_of(outcome)
    text = f"{models} models built, {tests} checks passed."
    return f"{text} To look at: {_named(warned)}." if warned else text


def models_of(outcome: Outcome) -> int:
    """Number of models built."""
    return sum(
        result.resource_type == "model" and result.status in PASSED for result in outcome.results
    )


def tests_of(outcome: Outcome) -> int:
    """Number of checks passed."""
    return sum(
        result.resource_type in TESTS and result.status in PASSED for result in outcome.results
    )
