# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IpaiAgent(models.Model):
    """One agent of the sidecar: a fixed course of steps it takes on a record."""

    _name = "ipai.agent"
    _description = "Agent"
    _order = "name, id"

    code = fields.Char(
        required=True,
        readonly=True,
        help="The name the sidecar knows the agent by.",
    )
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="What it does, step by step.")
    is_enabled = fields.Boolean(
        "Enabled",
        default=True,
        help="Switched off, its new runs wait and start when it is switched on again. "
        "Runs that have begun go on.",
    )
    run_ids = fields.One2many("ipai.agent.run", "agent_id", readonly=True)
    run_count = fields.Integer("Runs", compute="_compute_runs")
    waiting_count = fields.Integer("Waiting for a person", compute="_compute_runs")
    failed_count = fields.Integer("Failed", compute="_compute_runs")
    cost = fields.Float("Cost (USD)", digits=(16, 6), compute="_compute_runs")

    _sql_constraints = [
        ("code_unique", "UNIQUE(code)", "Another agent has this code."),
    ]

    @api.depends("run_ids.state", "run_ids.cost")
    def _compute_runs(self):
        groups = self.env["ipai.agent.run"]._read_group(
            [("agent_id", "in", self.ids)],
            ["agent_id", "state"],
            ["__count", "cost:sum"],
        )
        for agent in self:
            mine = [group for group in groups if group[0] == agent]
            counts = {state: count for _agent, state, count, _cost in mine}
            agent.run_count = sum(counts.values())
            agent.waiting_count = counts.get("waiting", 0)
            agent.failed_count = counts.get("failed", 0)
            agent.cost = sum(cost for _agent, _state, _count, cost in mine)

    @api.model
    def _by_code(self, code):
        """The agent with this code, without regard to rights."""
        agent = self.sudo().search([("code", "=", code)], limit=1)
        if not agent:
            raise UserError(
                self.env._("There is no agent with the code “%(code)s”.", code=code)
            )
        return agent

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_enabled"):
            self.sudo().run_ids._wake()
        return result

    def action_view_runs(self):
        """Open the runs of this agent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_agent.ipai_agent_run_action"
        )
        return action | {
            "domain": [("agent_id", "=", self.id)],
            "context": {},
        }
