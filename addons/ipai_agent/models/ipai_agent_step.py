# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models

STATES = [
    ("running", "Running"),
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("skipped", "Skipped"),
]


class IpaiAgentStep(models.Model):
    """One step of a run: what the agent did there, and what came out."""

    _name = "ipai.agent.step"
    _description = "Step of an Agent's Run"
    _order = "run_id, sequence, id"
    _rec_name = "title"

    run_id = fields.Many2one(
        "ipai.agent.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(required=True, readonly=True)
    name = fields.Char("Code", required=True, readonly=True)
    title = fields.Char("Step", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    summary = fields.Text("Result", readonly=True)
    output = fields.Json(readonly=True)
    output_text = fields.Text("Details", compute="_compute_output_text")
    started_at = fields.Datetime("Started", readonly=True)
    seconds = fields.Float(digits=(12, 3), readonly=True)
    cost = fields.Float("Cost (USD)", digits=(16, 6), readonly=True)
    tokens = fields.Integer(readonly=True)
    error = fields.Text(readonly=True)

    _sql_constraints = [
        (
            "place_unique",
            "UNIQUE(run_id, sequence, name)",
            "A run has each of its steps once.",
        ),
    ]

    @api.depends("output")
    def _compute_output_text(self):
        for step in self:
            step.output_text = (
                json.dumps(step.output, indent=2, ensure_ascii=False)
                if step.output
                else False
            )
