# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

KEPT_DAYS = 400


class IpaiSyncReconciliation(models.Model):
    """What one comparison of a table in the warehouse with Odoo found on one day."""

    _name = "ipai.sync.reconciliation"
    _description = "Comparison of the warehouse with Odoo"
    _order = "day desc, model"
    _rec_name = "model"

    table_id = fields.Many2one(
        "ipai.sync.table", ondelete="set null", index=True, readonly=True
    )
    model = fields.Char(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    odoo_count = fields.Integer("Records in Odoo", readonly=True)
    bronze_count = fields.Integer("In the warehouse", readonly=True)
    missing = fields.Integer(readonly=True, help="In Odoo, not in the warehouse.")
    stale = fields.Integer(readonly=True, help="Different in the warehouse.")
    undeleted = fields.Integer(
        "Not deleted", readonly=True, help="In the warehouse, not in Odoo any more."
    )
    repaired = fields.Integer(readonly=True, help="Records that were sent again.")
    is_equal = fields.Boolean("Equal", compute="_compute_is_equal", store=True)

    _sql_constraints = [
        ("once", "unique(model, day)", "This table was compared on this day already."),
    ]

    @api.depends("missing", "stale", "undeleted")
    def _compute_is_equal(self):
        for row in self:
            row.is_equal = not (row.missing or row.stale or row.undeleted)

    @api.model
    def _counts(self):
        """:return: names of the fields a reader reports."""
        return (
            "odoo_count",
            "bronze_count",
            "missing",
            "stale",
            "undeleted",
            "repaired",
        )

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Date.subtract(fields.Date.today(), days=KEPT_DAYS)
        self.search([("day", "<", limit)]).unlink()
