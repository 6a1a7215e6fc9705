# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A scorecard as the sidecar sends it."""

DAY = "2026-11-20"
MOMENT = f"{DAY}T08:00:00.123456Z"


def forget_measurements(env):
    """Start from nothing, whatever was mirrored and decided in this database."""
    env["ipai.quality.rule"].with_context(active_test=False).search([]).unlink()
    env["ipai.quality.table"].with_context(active_test=False).search([]).unlink()
    env["ir.config_parameter"].set_param("ipai_workbench.quality_mirrored_at", False)


def table_row(relation, **values):
    return {
        "relation": relation,
        "layer": relation.split(".")[0],
        "kind": "table",
        "description": "",
        "owner": "Finance controller",
        "day": DAY,
        "row_count": 5,
        "bytes": 8192,
        "newest_loaded_at": None,
        "as_of": f"{DAY}T07:50:00Z",
        "slo_hours": 24.0,
        "muted_until": None,
        "mute_reason": None,
        "error": None,
        "seconds": 0.01,
        "measured_at": MOMENT,
        **values,
    }


def score_row(relation, dimension, score, state="ok", **values):
    return {
        "relation": relation,
        "dimension": dimension,
        "day": DAY,
        "score": score,
        "warn_below": "100.00",
        "error_below": "98.00",
        "state": state,
        "reason": None,
        "measured_at": MOMENT,
        **values,
    }


def incident_row(number, relation, rule="completeness", **values):
    return {
        "id": number,
        "relation": relation,
        "rule": rule,
        "severity": "warn",
        "state": "opened",
        "reason": "Empty: month in 3 rows.",
        "opened_at": MOMENT,
        "seen_at": MOMENT,
        "acknowledged_at": None,
        "acknowledged_by": None,
        "resolved_at": None,
        "resolved_by": None,
        "changed_at": MOMENT,
        **values,
    }


def scorecard(tables, scores=(), incidents=()):
    return {
        "measured_at": MOMENT,
        "layers": [],
        "tables": list(tables),
        "scores": list(scores),
        "incidents": list(incidents),
    }
