# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools import return_state


class IpaiBirReturnButtons(models.Model):
    """What the buttons of the screen need to know, and the dialogs they open."""

    _inherit = "ipai.bir.return"

    is_own_work = fields.Boolean(compute="_compute_is_own_work")
    is_superseded = fields.Boolean(compute="_compute_is_superseded")
    obligation_ids = fields.One2many(
        "ipai.bir.obligation", "return_id", string="Obligations", readonly=True
    )
    due_date = fields.Date(
        string="Due",
        compute="_compute_due_date",
        help="By the filing calendar of the company.",
    )
    days_late = fields.Integer(compute="_compute_due_date")
    list_line_count = fields.Integer(compute="_compute_list_line_count")

    @api.depends("preparer_id", "contributor_ids")
    @api.depends_context("uid")
    def _compute_is_own_work(self):
        for record in self:
            people = record.preparer_id | record.contributor_ids
            record.is_own_work = self.env.user in people

    @api.depends("amendment_ids.state")
    def _compute_is_superseded(self):
        for record in self:
            record.is_superseded = record.sudo()._is_superseded()

    def _compute_due_date(self):
        """Due dates of all returns at once, from the calendar of obligations."""
        obligations = self.env["ipai.bir.obligation"].sudo()
        found = obligations.search_fetch(
            [
                ("form_id", "in", self.form_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("date_to", "in", list(set(self.mapped("date_to")))),
            ],
            ["form_id", "company_id", "date_to", "due_date"],
        )
        due = {
            (one.form_id.id, one.company_id.id, one.date_to): one.due_date
            for one in found
        }
        today = fields.Date.context_today(self)
        for record in self:
            key = (record.form_id.id, record.company_id.id, record.date_to)
            record.due_date = due.get(key, False)
            is_open = record.state not in return_state.FROZEN
            late = record.due_date and is_open and today - record.due_date
            record.days_late = max(0, late.days) if late else 0

    def _compute_list_line_count(self):
        counted = dict(
            self.env["ipai.bir.list.line"]._read_group(
                [("return_id", "in", self.ids)], ["return_id"], ["__count"]
            )
        )
        for record in self:
            record.list_line_count = counted.get(record._origin, 0)

    def action_open_obligations(self):
        """Open the obligation this return fulfils."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ipai.bir.obligation",
            "res_id": self.obligation_ids[:1].id,
            "views": [(False, "form")],
        }

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
