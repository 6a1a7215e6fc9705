# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .ipai_bir_obligation import DONE


class IpaiBirReturnObligation(models.Model):
    """The place of a return in the filing calendar."""

    _inherit = "ipai.bir.return"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._obligations()._link_returns()
        return records

    def write(self, vals):
        moved = {"form_id", "company_id", "date_from", "date_to", "year", "quarter"}
        before = self._obligations() if moved & set(vals) else None
        result = super().write(vals)
        if before is not None:
            (before | self._obligations())._link_returns()
        if vals.get("state") in DONE:
            self._obligations()._close_activities()
        return result

    def unlink(self):
        obligations = self._obligations()
        obligations.return_id = False
        result = super().unlink()
        obligations._link_returns()
        return result

    def _obligations(self):
        """The obligations of the periods these returns are for."""
        obligations = self.env["ipai.bir.obligation"].sudo()
        if not self:
            return obligations
        found = obligations.search(
            [
                ("form_id", "in", self.form_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("date_from", "<=", max(self.mapped("date_from"))),
                ("date_to", ">=", min(self.mapped("date_to"))),
            ]
        )
        return found.filtered(
            lambda record: (
                record.return_id in self
                or any(record._covers(source) for source in self)
            )
        )
