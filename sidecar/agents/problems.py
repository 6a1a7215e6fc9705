"""What can go wrong with a run."""

from sidecar.errors import Conflict, NotFound, SidecarError


class UnknownAgent(NotFound):
    """There is no agent of this name; GET /agents lists them."""

    code = "unknown_agent"


class UnknownRun(NotFound):
    """There is no run of this number; runs are kept for a while after they ended."""

    code = "unknown_run"


class NotWaiting(Conflict):
    """The run does not wait for an answer."""

    code = "run_not_waiting"


class RunCancelled(Conflict):
    """The run was cancelled."""

    code = "run_cancelled"


class StillRunning(SidecarError):
    """Another worker still works on this run; it is tried again in a moment."""

    status = 503
    code = "run_at_work"
    title = "Still at work"
