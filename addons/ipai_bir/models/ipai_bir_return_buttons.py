# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirReturnButtons(models.Model):
    """What the buttons of the screen need to know, and the dialogs they open."""

    _inherit = "ipai.bir.return"

    is_own_work = fields.Boolean(compute="_compute_is_own_work")

    @api.depends("preparer_id", "contributor_ids")
    @api.depends_context("uid")
    def _compute_is_own_work(self):
        for record in self:
            people = record.preparer_id | record.contributor_ids
            record.is_own_work = self.env.user in people

    def action_start_review(self):
        """Review at once, or ask an administrator why they review their own work."""
        self.ensure_one()
        administers = self.env.user.has_group("ipai_base.group_administrator")
        if self.is_own_work and administers:
            self._refuse_obstacles()
            return self._dialog("ipai_bir.ipai_bir_self_review_action")
        return self.action_review()

    def action_start_filing(self):
        """Ask for the reference of the filing."""
        self.ensure_one()
        return self._dialog("ipai_bir.ipai_bir_filing_action")

    def action_start_payment(self):
        """Ask for the reference of the payment."""
        self.ensure_one()
        return self._dialog("ipai_bir.ipai_bir_payment_action")

    def action_open_amending(self):
        """Open the return that amends this one."""
        self.ensure_one()
        return self.amended_by_id._open_action()

    def _dialog(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "context": {"default_return_id": self.id}}
