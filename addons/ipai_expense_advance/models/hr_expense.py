# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class HrExpense(models.Model):
    """One expense; here, with the cash advance it was paid from."""

    _inherit = "hr.expense"

    ipai_advance_id = fields.Many2one(
        "ipai.expense.advance",
        string="Paid from Advance",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('employee_id', '=', employee_id), ('company_id', '=', company_id),"
        " ('state', 'in', ('paid', 'liquidating'))]",
        help="The cash advance this expense liquidates.",
    )
    ipai_travel_id = fields.Many2one(
        "ipai.travel.request",
        string="Travel Request",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    def _ipai_per_diems(self):
        """Adds the allowance of the day, where an approved trip covers it."""
        found = super()._ipai_per_diems()
        for expense in self.filtered(lambda one: one.date and not one.ipai_travel_id):
            day = (
                self.env["ipai.travel.day"]
                .sudo()
                .search(
                    [
                        ("date", "=", expense.date),
                        ("rate_id", "!=", False),
                        ("travel_id.employee_id", "=", expense.employee_id.id),
                        ("travel_id.approval_state", "=", "approved"),
                        ("company_id", "=", expense.company_id.id),
                    ],
                    limit=1,
                )
            )
            if day:
                found[expense] = day._in_company_currency()
        return found

    @api.constrains("ipai_advance_id", "employee_id", "company_id", "payment_mode")
    def _check_ipai_advance(self):
        for expense in self.filtered("ipai_advance_id"):
            advance = expense.ipai_advance_id.sudo()
            if expense.employee_id != advance.employee_id:
                raise ValidationError(
                    self.env._(
                        "%(advance)s was paid to %(employee)s. Choose an advance of "
                        "the employee of the expense.",
                        advance=advance.name,
                        employee=advance.employee_id.name,
                    )
                )
            if expense.payment_mode != "own_account":
                raise ValidationError(
                    self.env._(
                        "“%(expense)s” is paid by the company, so it cannot liquidate "
                        "an advance. Set “Paid By” to the employee.",
                        expense=expense.name,
                    )
                )
            if advance.company_id != expense.company_id:
                raise ValidationError(
                    self.env._("The advance belongs to another company.")
                )

    def write(self, vals):
        if "ipai_advance_id" in vals:
            self._ipai_release_advance(vals["ipai_advance_id"])
        return super().write(vals)

    def _ipai_release_advance(self, advance_id):
        """Before an expense leaves its advance: drop drafts, keep what is posted."""
        for expense in self.sudo():
            advance = expense.ipai_advance_id
            if not advance or advance.id == advance_id:
                continue
            moves = advance.move_ids.filtered(
                lambda move, expense=expense: (
                    expense in move.ipai_settled_move_id.line_ids.expense_id
                    and move.state != "cancel"
                )
            )
            if moves.filtered(lambda move: move.state == "posted"):
                raise UserError(
                    self.env._(
                        "“%(expense)s” is already settled against %(advance)s. Reset "
                        "the settlement entry to draft first.",
                        expense=expense.name,
                        advance=advance.name,
                    )
                )
            moves.unlink()
