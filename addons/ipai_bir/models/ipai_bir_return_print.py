# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date

from ..tools import return_pdf


class IpaiBirReturnPrint(models.Model):
    """The working copy of a return on paper."""

    _inherit = "ipai.bir.return"

    def render_pdf(self):
        """The working copy as PDF bytes."""
        self.ensure_one()
        printed_at = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        states = dict(self._fields["state"]._description_selection(self.env))
        return return_pdf.render(
            {
                **self._sheet(),
                "state_name": states[self.state],
                "amendment": self.amendment_number,
                "amends": self.amends_id.name or "",
                "period": f"{format_date(self.env, self.date_from)} - "
                f"{format_date(self.env, self.date_to)}",
                "printed": f"{printed_at:%Y-%m-%d %H:%M}",
                "printed_by": self.env.user.name,
                "currency": self.currency_id.name,
            }
        )

    def action_print(self):
        """Download the working copy."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/ipai_bir/return/{self.id}/pdf",
            "target": "new",
        }
