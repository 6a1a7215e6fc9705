# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The words of data quality, the same here and in the sidecar's schemas."""

LAYERS = [
    ("bronze", "Bronze"),
    ("silver", "Silver"),
    ("gold", "Gold"),
    ("platinum", "Platinum"),
]
DIMENSIONS = [
    ("score", "Score"),
    ("completeness", "Completeness"),
    ("uniqueness", "Uniqueness"),
    ("timeliness", "Timeliness"),
    ("consistency", "Consistency"),
]
STATES = [
    ("ok", "Good"),
    ("warn", "Warning"),
    ("error", "Error"),
    ("unknown", "Not measured"),
]
# From the best to the worst; what could not be measured says nothing.
RANK = {"unknown": 0, "ok": 1, "warn": 2, "error": 3}
# Who decides: starts measurements, looks after incidents, sets limits.
GROUP_MANAGE = "ipai_base.group_reviewer"
