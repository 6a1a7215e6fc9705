# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

GOOD = ("success", "pass", "warn")
KINDS = [
    ("model", "Model"),
    ("test", "Check"),
    ("unit_test", "Unit test"),
    ("seed", "Seed"),
    ("operation", "Operation"),
    ("other", "Other"),
]


class IpaiBuildNode(models.Model):
    """One model or check of a build and how it ended."""

    _name = "ipai.build.node"
    _description = "Model or check of a build"
    _order = "is_good, kind, seconds desc, name"

    build_id = fields.Many2one(
        "ipai.build", required=True, readonly=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    relation = fields.Char(readonly=True)
    status = fields.Char(required=True, readonly=True)
    is_good = fields.Boolean(readonly=True)
    seconds = fields.Float(readonly=True, digits=(12, 2))
    rows = fields.Integer(readonly=True)
    failures = fields.Integer(readonly=True)
    megabytes_written = fields.Float("MB written", readonly=True, digits=(12, 2))
    message = fields.Text(readonly=True)

    @api.model
    def _of(self, told):
        """:return: values out of what the sidecar told of a node."""
        kind = told["resource_type"]
        return {
            "name": told["name"],
            "kind": kind if kind in dict(KINDS) else "other",
            "relation": told["relation"],
            "status": told["status"],
            "is_good": told["status"] in GOOD,
            "seconds": told["seconds"],
            "rows": told["rows_affected"] or 0,
            "failures": told["failures"] or 0,
            "megabytes_written": (told["bytes_written"] or 0) / 1e6,
            "message": told["message"],
        }
