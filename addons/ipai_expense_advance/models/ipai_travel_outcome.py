# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class IpaiTravelRequest(models.Model):
    """What an approved trip leads to: a cash advance, later per diem expenses."""

    _inherit = "ipai.travel.request"

    def action_request_advance(self):
        """A draft cash advance over the estimate, for the employee to submit."""
        self.ensure_one()
        self._check_approved()
        advance = self.advance_ids.filtered(
            lambda advance: advance.state not in ("refused", "cancelled")
        )
        if not advance:
            if self.currency_id.compare_amounts(self.amount_total, 0) <= 0:
                raise UserError(
                    self.env._("The trip has no estimated costs to advance.")
                )
            advance = self.env["ipai.expense.advance"].create(
                {
                    "employee_id": self.employee_id.id,
                    "company_id": self.company_id.id,
                    "currency_id": self.currency_id.id,
                    "purpose": self.purpose,
                    "amount": self.amount_total,
                    "date_needed": self.date_from,
                    "travel_id": self.id,
                }
            )
        return self._open(advance, self.env._("Cash Advance"))

    def action_create_per_diem(self):
        """Per diem expenses, one for each destination and currency, when the trip is
        over. They are drafts of the employee, linked to the trip's open advance."""
        self.ensure_one()
        self._check_approved()
        if self.date_to >= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The trip ends on %(date)s. Claim per diems after the return.",
                    date=self.date_to,
                )
            )
        if self.missing_rates:
            raise UserError(
                self.env._(
                    "There is no per diem rate for %(places)s. Add one under "
                    "Expenses > Configuration > Per Diem Rates.",
                    places=self.missing_rates,
                )
            )
        self.env.cr.execute(
            "SELECT id FROM ipai_travel_request WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset(["is_done"])
        if not self.is_done:
            self.env["hr.expense"].create(self._per_diem_values())
            self.sudo().is_done = True
        return self._open(self.expense_ids, self.env._("Per Diem"))

    def _per_diem_values(self):
        advance = self.advance_ids.filtered(
            lambda advance: advance.state in ("paid", "liquidating")
        )[:1]
        product = self._per_diem_product()
        days_of = {}
        for day in self.day_ids.filtered("amount").sorted("date"):
            key = (self._leg_of(day.date), day.currency_id)
            days_of[key] = days_of.get(key, self.env["ipai.travel.day"]) | day
        return [
            {
                "name": self.env._(
                    "Per diem %(place)s, %(count)s days (%(number)s)",
                    place=leg.place,
                    count=len(days),
                    number=self.name,
                ),
                "employee_id": self.employee_id.id,
                "company_id": self.company_id.id,
                "product_id": product.id,
                "quantity": 1,
                "date": max(days.mapped("date")),
                "currency_id": currency.id,
                "total_amount_currency": sum(days.mapped("amount")),
                "tax_ids": False,
                "payment_mode": "own_account",
                "ipai_travel_id": self.id,
                "ipai_advance_id": advance.id,
            }
            for (leg, currency), days in days_of.items()
        ]

    def _per_diem_product(self):
        product = self.company_id.ipai_per_diem_product_id or self.env.ref(
            "ipai_expense_advance.product_product_per_diem", raise_if_not_found=False
        )
        if not product:
            raise UserError(
                self.env._(
                    "Choose the category of per diems under Settings > Workbench > "
                    "Cash advances."
                )
            )
        if product.with_company(self.company_id).standard_price:
            raise UserError(
                self.env._(
                    "The category %(category)s has a cost, which would replace the per "
                    "diem. Set its cost to zero.",
                    category=product.display_name,
                )
            )
        return product

    def action_open_advances(self):
        """The cash advances of the trip."""
        return self._open(self.advance_ids, self.env._("Cash Advances"))

    def action_open_expenses(self):
        """The expenses of the trip."""
        return self._open(self.expense_ids, self.env._("Expenses"))

    def _open(self, records, title):
        action = {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": records._name,
        }
        if len(records) == 1:
            return {
                **action,
                "res_id": records.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        return {
            **action,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
        }

    def _check_approved(self):
        if self.approval_state != "approved":
            raise UserError(
                self.env._("%(number)s is not approved yet.", number=self.name)
            )
        employee = self.employee_id.sudo().user_id
        if self.env.user != employee and self._reason_not_to_approve():
            raise UserError(self.env._("Only the employee or an approver may do this."))
