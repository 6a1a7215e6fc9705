# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .ipai_expense_breach import RANK
from .ipai_expense_policy import SEVERITIES


class IpaiExpenseRoute(models.Model):
    """One row of the routing matrix: which submissions it takes, and who approves them,
    level by level. The first row that fits counts."""

    _name = "ipai.expense.route"
    _description = "Approval Route of Expenses"
    _inherit = ["mail.thread"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        check_company=True,
        help="With all below them. Empty: all.",
    )
    amount_from = fields.Monetary(
        string="From", help="Of the whole submission, in the currency of the company."
    )
    amount_to = fields.Monetary(
        string="To", help="Up to and including this amount. Empty: without end."
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Categories",
        domain=[("can_be_expensed", "=", True)],
        help="Taken when one of the expenses has one of these categories.",
    )
    product_category_ids = fields.Many2many(
        "product.category", string="Product Categories", help="With all below them."
    )
    breach = fields.Selection(
        SEVERITIES,
        string="With Breaches",
        help="Taken when the worst breach is at least this one, even when it was "
        "explained or waived. Empty: with or without.",
    )
    payment_mode = fields.Selection(
        [("own_account", "Employee"), ("company_account", "Company")],
        string="Paid By",
    )
    level_ids = fields.One2many(
        "ipai.expense.route.level", "route_id", string="Levels", copy=True
    )
    level_names = fields.Char(string="Approved By", compute="_compute_level_names")

    _sql_constraints = [
        (
            "amounts_in_order",
            "CHECK(amount_from >= 0 AND (COALESCE(amount_to, 0) = 0 "
            "OR amount_from <= amount_to))",
            "The lower amount of a route must not be above the upper one.",
        ),
    ]

    @api.depends("level_ids.kind", "level_ids.user_ids", "level_ids.group_id")
    def _compute_level_names(self):
        for route in self:
            route.level_names = self.env._(", then ").join(
                level.display_name for level in route.level_ids
            )

    @api.model
    def _for_expenses(self, expenses):
        """The first row that takes a submission of these expenses, or none."""
        routes = self.search([("company_id", "=", expenses.company_id.id)])
        return next(
            (route for route in routes if route._takes(expenses)), self.browse()
        )

    def _takes(self, expenses):
        self.ensure_one()
        policies = self.env["ipai.expense.policy"]
        total = self.currency_id.round(sum(expenses.mapped("total_amount")))
        worst = max(expenses.ipai_breach_ids.mapped("severity_rank"), default=0)
        return (
            policies._holds(self.department_ids, expenses.employee_id.department_id)
            and self.currency_id.compare_amounts(self.amount_from, total) <= 0
            and (
                not self.amount_to
                or self.currency_id.compare_amounts(total, self.amount_to) <= 0
            )
            and self._takes_category(expenses.product_id)
            and worst >= RANK.get(self.breach, 0)
            and self.payment_mode in (False, expenses[:1].payment_mode)
        )

    def _takes_category(self, products):
        if not self.product_ids and not self.product_category_ids:
            return True
        holds = self.env["ipai.expense.policy"]._holds
        return bool(products & self.product_ids) or bool(
            self.product_category_ids
            and any(holds(self.product_category_ids, one.categ_id) for one in products)
        )

    @api.model
    def _plan(self, expenses):
        """Who approves a submission of these expenses.

        :return: (route or none, [{name, users, is_default, note}]), at least one level.
            A level nobody but the employee could decide is not in it; one that an
            earlier approver alone would decide again has a note and is skipped.
        """
        route = self._for_expenses(expenses)
        employee, company = expenses.employee_id, expenses.company_id
        levels, alone = [], self.env["res.users"]
        for level in route.level_ids:
            users = level._approvers(employee, company)
            if not users:
                continue
            note = False
            if len(users) == 1 and users in alone:
                note = self.env._("%s approves at an earlier level.", users.name)
            elif len(users) == 1:
                alone |= users
            levels.append(
                {
                    "name": level.display_name,
                    "users": users,
                    "note": note,
                    "is_default": False,
                }
            )
        return route, levels or [self._usual_level(expenses)]

    def _usual_level(self, expenses):
        """Odoo's own rule: the approver Odoo names; whoever else Odoo lets approve may
        do it as well."""
        return {
            "name": self.env._("Odoo's approver"),
            "users": expenses[:1]._ipai_usual_approver(),
            "is_default": True,
            "note": False,
        }

    def _explain(self, levels):
        """Route "Above 20,000": Maria Santos, then Finance."""
        names = self.env._(", then ").join(
            self._named(level) for level in levels if not level["note"]
        )
        if not self:
            return self.env._("No route fits; %s approves.", names)
        return self.env._("Route “%(route)s”: %(names)s.", route=self.name, names=names)

    def _named(self, level):
        """Persons by name up to two; more by what they are."""
        users = level["users"]
        if not users:
            return self.env._("whoever may approve all expenses")
        if len(users) > 2:
            return level["name"]
        return self.env._(" or ").join(users.mapped("name"))
