# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .ipai_quality_words import GROUP_MANAGE, LAYERS, STATES


class IpaiQualityTable(models.Model):
    """One table or view of the warehouse with what was measured of it last.

    The warehouse owns these figures; here they are a mirror that can be read anew.
    """

    _name = "ipai.quality.table"
    _inherit = ["ipai.quality.mirror", "ipai.quality.card"]
    _description = "Table of the warehouse"
    _order = "layer, relation"
    _rec_name = "relation"

    active = fields.Boolean(
        default=True, readonly=True, help="No longer there: it stays with its past."
    )
    relation = fields.Char("Table", required=True, readonly=True)
    layer = fields.Selection(LAYERS, required=True, readonly=True)
    kind = fields.Selection([("table", "Table"), ("view", "View")], readonly=True)
    description = fields.Text(readonly=True)
    declared_owner = fields.Char(readonly=True, help="Who answers for it, says dbt.")
    state = fields.Selection(STATES, required=True, default="unknown", readonly=True)
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    dimensions = fields.Json(
        readonly=True, help="Score, limits, state and reason of each dimension."
    )
    row_count = fields.Float("Rows", digits=(16, 0), readonly=True)
    size = fields.Float("Bytes", digits=(18, 0), readonly=True)
    as_of = fields.Datetime(
        readonly=True, help="The moment of its source the table agrees with."
    )
    newest_at = fields.Datetime("Last change", readonly=True)
    slo_hours = fields.Float("Promised age (hours)", digits=(8, 2), readonly=True)
    error = fields.Text(readonly=True, help="Why it could not be measured.")
    measured_at = fields.Datetime(readonly=True)
    score_ids = fields.One2many(
        "ipai.quality.score", "table_id", "Scores", readonly=True
    )
    incident_ids = fields.One2many("ipai.quality.incident", "table_id", readonly=True)
    rule_ids = fields.One2many("ipai.quality.rule", "table_id", "Rules")

    _sql_constraints = [
        ("relation_unique", "UNIQUE(relation)", "A table is mirrored once."),
    ]

    @api.model
    def action_measure(self):
        """Ask the sidecar to measure all tables now; the mirror is read when it has."""
        if not (self.env.su or self.env.user.has_group(GROUP_MANAGE)):
            raise AccessError(
                self.env._(
                    "Measuring is up to finance reviewers. Ask one, or ask an "
                    "administrator for that group."
                )
            )
        self.env["ipai.sidecar"].enqueue(
            "/quality/assessments",
            {},
            record=self.browse(),
            purpose=self.env._("Measure data quality"),
            scopes=("quality:manage",),
        )
        return True

    def action_rule(self):
        """Open the table's own rule, or a new one: limits, mute, owner."""
        self.ensure_one()
        rule = self.rule_ids.filtered(lambda rule: not rule.dimension)[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rule of %s", self.relation),
            "res_model": "ipai.quality.rule",
            "res_id": rule.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_table_id": self.id},
        }

    def _ipai_call_done(self, call, result):
        """The sidecar has measured: read what it found."""
        self.sudo()._mirror()

    def _ipai_call_failed(self, call, error):
        """The call's own record has the sentence; the figures stay as they were."""
