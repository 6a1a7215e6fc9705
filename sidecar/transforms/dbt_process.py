"""The process dbt lives in, `python -m sidecar.transforms.dbt_process`; `warm_process` asks it.

dbt keeps global state, so one process runs one invocation at a time; kept warm it answers in tenths
of a second where a new one needs several. Requests come as JSON lines on standard input
({"args": [...], "environment": {...}}); answers go as JSON lines to what was standard output:
{"said": {...}} for each line worth keeping, then {"end": {...}}, with the most memory the process
has used so far. Whatever dbt prints goes to standard error.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, TextIO

Send = Callable[[dict[str, Any]], None]

# Lines that tell how a node began and ended; of other events only warnings and errors are kept.
TOLD = {
    "LogStartLine",
    "LogModelResult",
    "LogTestResult",
    "LogSeedResult",
    "LogSkipBecauseError",
    "SkippingDetails",
    "ConcurrencyLine",
}
LEVELS = {"warn": "warn", "error": "error"}


def describe_event(event: Any) -> dict[str, Any] | None:
    """What is kept of an event of dbt; None for one nobody needs to read."""
    name, level = event.info.name, LEVELS.get(event.info.level, "info")
    has_ended = name == "NodeFinished"
    if level == "info" and name not in TOLD and not has_ended:
        return None
    data = event.data
    node = getattr(getattr(data, "node_info", None), "node_name", "") or None
    return {
        "at": event.info.ts.ToJsonString(),
        "level": level,
        "node": node,
        "line": None if has_ended else event.info.msg.strip(),
        "has_ended": has_ended,
        "total": getattr(data, "total", 0) or 0,
    }


def describe_node(result: Any) -> dict[str, Any]:
    """What is kept of the result of a node."""
    node = result.node
    rows = (result.adapter_response or {}).get("rows_affected")
    return {
        "node": node.unique_id,
        "resource_type": str(node.resource_type),
        "name": node.name,
        "relation": (getattr(node, "relation_name", None) or "").replace('"', "") or None,
        "status": str(result.status),
        "seconds": round(result.execution_time, 3),
        "rows_affected": rows if isinstance(rows, int) and rows >= 0 else None,
        "failures": result.failures,
        "message": (result.message or "").strip() or None,
    }


def run(args: list[str], send: Send) -> dict[str, Any]:
    """Run dbt once; what {"end": ...} says."""
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg

    def on_event(event: EventMsg) -> None:
        said = describe_event(event)
        if said is not None:
            send({"said": said})

    answer = dbtRunner(callbacks=[on_event]).invoke(args)
    results = getattr(answer.result, "results", None) or []
    return {
        "success": bool(answer.success),
        "error": str(answer.exception).strip() if answer.exception else None,
        "results": [describe_node(result) for result in results],
    }


def memory_bytes() -> int:
    """The most memory this process has used; the systems tell it in different units."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def serve(requests: TextIO, send: Send) -> None:
    """Answer requests until standard input is closed."""
    for line in requests:
        request = json.loads(line)
        os.environ.update(request["environment"])
        try:
            end = run(request["args"], send)
        except BaseException as error:
            end = {"success": False, "error": f"{type(error).__name__}: {error}", "results": []}
        send({"end": end | {"memory_bytes": memory_bytes()}})


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def send(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, default=str) + "\n")
        answers.flush()

    serve(sys.stdin, send)


if __name__ == "__main__":
    main()
