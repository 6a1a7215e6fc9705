# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

LIST, MASK, SCHEMA = "list", "mask", "schema"
CAUSES = [
    (LIST, "The list was changed"),
    (MASK, "A masking rule was changed"),
    (SCHEMA, "Odoo was changed"),
]
TABLE_ADDED, TABLE_GONE = "table_added", "table_gone"
FIELD_ADDED, FIELD_GONE, FIELD_CHANGED = "field_added", "field_gone", "field_changed"
KINDS = [
    (TABLE_ADDED, "Table added"),
    (TABLE_GONE, "Table gone"),
    (FIELD_ADDED, "Field added"),
    (FIELD_GONE, "Field removed"),
    (FIELD_CHANGED, "Field changed"),
]
KEPT_DAYS = 730


class IpaiSyncDrift(models.Model):
    """One change of what a table can send: what it was, what it is, what follows."""

    _name = "ipai.sync.drift"
    _description = "Change of a synchronised table"
    _order = "id desc"
    _rec_name = "model"

    table_id = fields.Many2one(
        "ipai.sync.table", ondelete="set null", index=True, readonly=True
    )
    model = fields.Char(required=True, readonly=True)
    field = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, "Change", required=True, readonly=True)
    before = fields.Char(readonly=True)
    after = fields.Char("Now", readonly=True)
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    addon = fields.Char(
        readonly=True, help="The addon that brings the field, and its version."
    )
    effect = fields.Char(compute="_compute_effect")
    create_date = fields.Datetime("Noticed", readonly=True)

    @api.depends("kind")
    def _compute_effect(self):
        gone = self.env._("Nothing more is sent; the warehouse keeps what it has.")
        again = self.env._("The whole table is sent again with the next refresh.")
        for drift in self:
            drift.effect = gone if drift.kind == TABLE_GONE else again

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("create_date", "<", limit)]).unlink()
