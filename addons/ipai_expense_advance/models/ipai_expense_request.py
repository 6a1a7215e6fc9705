# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

TEAM_APPROVER = "hr_expense.group_hr_expense_team_approver"
ALL_APPROVER = "hr_expense.group_hr_expense_user"
ACCOUNTANT = "account.group_account_invoice"
# What only the buttons may change, and what nobody changes once it was approved.
DECIDED_BY_BUTTONS = {
    "name",
    "approval_state",
    "approver_id",
    "approved_by_id",
    "approved_on",
    "submitted_on",
    "refuse_reason",
}


class IpaiExpenseRequest(models.AbstractModel):
    """What an employee asks leave for before spending: an advance or a trip.

    Holds who asks, who may approve, and the way from draft to approved. Approving
    follows the rights of expenses, but nobody approves a request of their own.
    """

    _name = "ipai.expense.request"
    _description = "Request of an Employee"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index=True)
    purpose = fields.Char(required=True, tracking=True)
    note = fields.Text(string="Notes")
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        default=lambda self: self.env.user.employee_id,
        domain=[("filter_for_expense", "=", True)],
        check_company=True,
        tracking=True,
    )
    department_id = fields.Many2one(related="employee_id.department_id", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    approval_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        string="Approval",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    approver_id = fields.Many2one(
        "res.users",
        string="Approver",
        compute="_compute_approver_id",
        store=True,
        help="Who is asked. Others who may approve expenses of the employee may "
        "decide as well.",
    )
    submitted_on = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    refuse_reason = fields.Char(readonly=True, copy=False)
    can_approve = fields.Boolean(compute="_compute_can_approve")
    can_edit = fields.Boolean(compute="_compute_can_approve")

    @api.depends("employee_id")
    def _compute_approver_id(self):
        for request in self:
            employee = request.employee_id.sudo()
            candidates = (
                employee.expense_manager_id
                or employee.parent_id.user_id
                or employee.department_id.manager_id.user_id
            )
            request.approver_id = candidates - employee.user_id

    @api.depends_context("uid")
    @api.depends("employee_id", "approver_id", "approval_state")
    def _compute_can_approve(self):
        for request in self:
            request.can_approve = not request._reason_not_to_approve()
            request.can_edit = request._is_editable()

    def _reason_not_to_approve(self):
        """Why the user may not decide on this request; None when they may."""
        self.ensure_one()
        user, employee = self.env.user, self.employee_id.sudo()
        if self.env.su:
            return None
        if employee.user_id == user:
            return self.env._(
                "%(number)s is your own request: somebody else has to decide on it.",
                number=self.name or self.purpose,
            )
        managers = (
            employee.expense_manager_id
            | employee.parent_id.user_id
            | employee.department_id.manager_id.user_id
            | self.approver_id
        )
        if user.has_group(ALL_APPROVER):
            return None
        if user.has_group(TEAM_APPROVER) and user in managers:
            return None
        return self.env._(
            "%(number)s is of %(employee)s, whose expenses you do not approve. Ask "
            "%(approver)s.",
            number=self.name or self.purpose,
            employee=employee.name,
            approver=self.approver_id.name
            or self.env._("an administrator of expenses"),
        )

    def _is_editable(self):
        """Drafts by their employee; submitted ones by those who decide on them."""
        self.ensure_one()
        if self.env.su or self.approval_state == "draft":
            return True
        return self.approval_state == "submitted" and not self._reason_not_to_approve()

    def _locked_fields(self):
        """Names that nobody changes by hand after the approval."""
        return {"employee_id", "company_id", "currency_id", "purpose"}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            decided = {name for name in DECIDED_BY_BUTTONS if vals.get(name)}
            if not self.env.su and (
                decided - {"name", "approval_state"}
                or vals.get("approval_state", "draft") != "draft"
            ):
                self._refuse_direct_change()
            company = vals.get("company_id") or self.env.company.id
            vals["name"] = (
                self.env["ir.sequence"]
                .sudo()
                .with_company(company)
                .next_by_code(self._name)
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if DECIDED_BY_BUTTONS & vals.keys():
                self._refuse_direct_change()
            if self._locked_fields() & vals.keys():
                self._check_editable()
        return super().write(vals)

    def _refuse_direct_change(self):
        raise AccessError(
            self.env._("Approvals are given with the buttons, not by changing values.")
        )

    def _check_editable(self):
        for request in self:
            if not request._is_editable():
                raise UserError(
                    self.env._(
                        "%(number)s is no longer a draft. Reset it to draft to change "
                        "it.",
                        number=request.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for request in self:
            if request.approval_state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(number)s was submitted. Cancel it instead of deleting it.",
                        number=request.name,
                    )
                )
