# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class IpaiExpenseDelegation(models.Model):
    """One absence of an approver: who decides in their place, and on which days."""

    _name = "ipai.expense.delegation"
    _description = "Delegation of Expense Approvals"
    _order = "date_from desc, id desc"
    _rec_name = "approver_id"

    approver_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    delegate_id = fields.Many2one(
        "res.users", required=True, index=True, domain=[("share", "=", False)]
    )
    company_id = fields.Many2one("res.company", help="Empty: in all companies.")
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(required=True)
    note = fields.Char()
    is_current = fields.Boolean(
        string="Now", compute="_compute_is_current", search="_search_is_current"
    )

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_from <= date_to)",
            "The first day of a delegation must not be after its last day.",
        ),
        (
            "to_another",
            "CHECK(approver_id <> delegate_id)",
            "Delegate to someone else.",
        ),
    ]

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for delegation in self:
            first, last = delegation.date_from, delegation.date_to
            delegation.is_current = bool(first and last and first <= today <= last)

    @api.model
    def _search_is_current(self, operator, value):
        today = fields.Date.context_today(self)
        current = self.sudo().search(self._on(today))
        wants = (operator in ("=", "in")) == bool(value)
        return [("id", "in" if wants else "not in", current.ids)]

    @api.constrains("delegate_id", "company_id")
    def _check_delegate(self):
        for delegation in self:
            user = delegation.delegate_id.sudo()
            company = delegation.company_id
            if user.share or (company and company not in user.company_ids):
                raise ValidationError(
                    self.env._("%s cannot open the expenses of the company.", user.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        self.env["ipai.expense.approval"]._refresh_deputies()
        return delegations

    def write(self, vals):
        self._check_own()
        answer = super().write(vals)
        self._check_own()
        self.env["ipai.expense.approval"]._refresh_deputies()
        return answer

    def unlink(self):
        self._check_own()
        answer = super().unlink()
        self.env["ipai.expense.approval"]._refresh_deputies()
        return answer

    def _check_own(self):
        """Nobody but the approver, or who manages expenses, hands approvals over."""
        manages = self.env.su or self.env.user.has_group(
            "hr_expense.group_hr_expense_manager"
        )
        for delegation in self.sudo():
            if not manages and delegation.approver_id != self.env.user:
                raise UserError(
                    self.env._(
                        "Only %s, or an administrator of expenses, delegates these "
                        "approvals.",
                        delegation.approver_id.name,
                    )
                )

    @api.model
    def _on(self, day):
        return [("date_from", "<=", day), ("date_to", ">=", day)]

    @api.model
    def _deputies(self, company):
        """{approver: users in their place today} in a company."""
        day = fields.Date.context_today(self)
        found = {}
        for one in self.sudo().search(
            [*self._on(day), ("company_id", "in", (False, company.id))]
        ):
            if company in one.delegate_id.company_ids and one.delegate_id.active:
                found[one.approver_id] = found.get(
                    one.approver_id, self.env["res.users"]
                ) | one.delegate_id.sudo(False)
        return found
