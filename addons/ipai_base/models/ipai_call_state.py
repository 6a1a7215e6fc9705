# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The states of a call. Queued: the sidecar took the task and will bring its result."""

RUNNING, QUEUED, DONE, FAILED = "running", "queued", "done", "failed"
STATES = [
    (RUNNING, "Running"),
    (QUEUED, "Waiting"),
    (DONE, "Done"),
    (FAILED, "Failed"),
]
