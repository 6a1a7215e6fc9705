# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

PLANNED_FIELDS = {
    *("ipai_efps_group", "ipai_is_government"),
    *("fiscalyear_last_month", "fiscalyear_last_day"),
}


class ResCompanyFiling(models.Model):
    """What decides when and how a company files."""

    _inherit = "res.company"

    ipai_efps_group = fields.Selection(
        selection=[
            ("A", "Group A: day 15"),
            ("B", "Group B: day 14"),
            ("C", "Group C: day 13"),
            ("D", "Group D: day 12"),
            ("E", "Group E: day 11"),
        ],
        string="eFPS group",
        help="Industry group of the eFPS enrolment (RR 26-2002): the day of the next "
        "month by which monthly withholding returns are filed. Leave it empty when "
        "the company files by eBIRForms or on paper.",
    )
    ipai_is_government = fields.Boolean(
        string="Government withholding agent",
        help="Item “Category of withholding agent” of the forms. Government agencies "
        "are not staggered by eFPS group (RR 1-2013).",
    )
    ipai_is_top_withholding_agent = fields.Boolean(
        string="Top withholding agent",
        help="The BIR published the company as top withholding agent: it withholds 1% "
        "on goods and 2% on services from its regular suppliers.",
    )
    ipai_halve_compromise = fields.Boolean(
        string="Half compromise",
        help="Micro and small taxpayers: propose half of the compromises of "
        "RMO 7-2015. Sources differ on how far RR 6-2024 goes; ask your adviser.",
    )

    def write(self, vals):
        result = super().write(vals)
        if PLANNED_FIELDS & set(vals):
            self._ipai_plan_obligations()
        return result

    def _ipai_plan_obligations(self):
        """Bring the filing calendar of these companies into line."""
        self.env["ipai.bir.obligation"].sudo()._plan(self.sudo())
