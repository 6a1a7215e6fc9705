# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from .ipai_expense_policy import SEVERITIES

# How many earlier expenses an approver sees of a vendor and of the employee.
HISTORY = 5


class IpaiExpenseApproval(models.Model):
    """What an approver sees beside the buttons. All of it is read as the system: who
    may read the row may read what it is about."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "ipai.expense.approval"  # pylint: disable=consider-merging-classes-inherited

    vendor_names = fields.Char(string="Vendor", compute="_compute_screen")
    category_names = fields.Char(string="Category", compute="_compute_screen")
    date = fields.Date(compute="_compute_screen")
    expense_count = fields.Integer(compute="_compute_screen")
    picture_id = fields.Many2one("ir.attachment", compute="_compute_screen")
    picture_url = fields.Char(string="Receipt Picture", compute="_compute_screen")
    breaches = fields.Json(compute="_compute_screen")
    breach_severity = fields.Selection(
        SEVERITIES,
        string="Worst Breach",
        compute="_compute_screen",
        search="_search_breach_severity",
    )
    duplicate_count = fields.Integer(string="Look-alikes", compute="_compute_screen")
    receipts = fields.Json(string="Receipt", compute="_compute_receipts")
    history = fields.Json(compute="_compute_history")
    sibling_ids = fields.Many2many(
        "ipai.expense.approval", string="Levels", compute="_compute_sibling_ids"
    )

    @api.depends("expense_ids")
    def _compute_screen(self):
        for row in self:
            expenses = row.sudo().expense_ids
            breaches = expenses.ipai_breach_ids
            picture = expenses.message_main_attachment_id[:1]
            worst = breaches.sorted("severity_rank")[-1:]
            row.vendor_names = self._joined(one._ipai_vendor() for one in expenses)
            row.category_names = self._joined(expenses.product_id.mapped("name"))
            row.date = max(filter(None, expenses.mapped("date")), default=False)
            row.expense_count = len(expenses)
            row.picture_id = picture
            row.picture_url = picture and picture._ipai_thumbnail()
            row.breaches = breaches._as_chips()
            row.breach_severity = worst.severity
            row.duplicate_count = len(expenses.ipai_duplicate_ids - expenses)

    @api.model
    def _joined(self, names):
        return ", ".join(dict.fromkeys(filter(None, names)))

    @api.model
    def _search_breach_severity(self, operator, value):
        return [("expense_ids.ipai_breach_severity", operator, value)]

    @api.depends("expense_ids")
    def _compute_receipts(self):
        for row in self:
            expenses = row.sudo().expense_ids
            row.receipts = [expense._ipai_as_receipt() for expense in expenses]

    @api.depends("res_model", "res_id")
    def _compute_sibling_ids(self):
        for row in self:
            row.sibling_ids = row.sudo().search(
                [("res_model", "=", row.res_model), ("res_id", "=", row.res_id)],
                order="id",
            )

    @api.depends("expense_ids")
    def _compute_history(self):
        """The latest approved expenses of the vendor and of the employee in the same
        category, with the average of a year."""
        for row in self:
            expenses = row.sudo().expense_ids
            vendor = expenses.vendor_id[:1]
            of_vendor = [("vendor_id", "=", vendor.id)] if vendor else None
            of_employee = [
                ("employee_id", "=", row.sudo().employee_id.id),
                ("product_id", "in", expenses.product_id.ids),
            ]
            groups = [
                row._past(vendor.name, of_vendor) if vendor else None,
                row._past(row.sudo().employee_id.name, of_employee),
            ]
            row.history = [group for group in groups if group]

    def _past(self, title, domain):
        today = fields.Date.context_today(self)
        domain = [
            *domain,
            ("company_id", "=", self.company_id.id),
            ("id", "not in", self.sudo().expense_ids.ids),
            ("state", "in", self._settled_states()),
            ("date", ">=", fields.Date.subtract(today, years=1)),
        ]
        expenses = self.env["hr.expense"].sudo()
        [(count, average)] = expenses._read_group(
            domain, [], ["__count", "total_amount:avg"]
        )
        latest = expenses.search(domain, order="date desc, id desc", limit=HISTORY)
        return {
            "title": title,
            "count": count,
            "average": self._money(average or 0) if count else "",
            "latest": [
                {
                    "id": one.id,
                    "name": one.name,
                    "date": format_date(self.env, one.date, date_format="d MMM y"),
                    "who": one.employee_id.name,
                    "amount": self._money(one.total_amount),
                }
                for one in latest
            ],
        }

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.company_id.currency_id)

    @api.model
    def _settled_states(self):
        """States of approved expenses on both versions."""
        return ("approved", "done", "posted", "in_payment", "paid")

    def action_open_expenses(self):
        """Open what is approved: one expense, or the list of them."""
        self.ensure_one()
        self.check_access("read")
        action = {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "hr.expense",
            "view_mode": "list,form",
            "domain": [("id", "in", self.expense_ids.ids)],
        }
        if len(self.expense_ids) == 1:
            action |= {"view_mode": "form", "res_id": self.expense_ids.id}
        return action
