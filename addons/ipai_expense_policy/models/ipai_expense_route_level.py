# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A chain of managers longer than this is a circle.
LONGEST_CHAIN = 20


class IpaiExpenseRouteLevel(models.Model):
    """One level of an approval route: whose word it takes before the next is asked."""

    _name = "ipai.expense.route.level"
    _description = "Level of an Approval Route"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one(
        "ipai.expense.route", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="route_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("manager", "Employee's manager"),
            ("department_manager", "Manager of the department"),
            ("second_manager", "Manager's manager"),
            ("users", "Named persons (any of them)"),
            ("group", "Group (any of its users)"),
            ("finance", "Finance"),
        ],
        required=True,
        default="manager",
    )
    user_ids = fields.Many2many(
        "res.users", string="Persons", domain=[("share", "=", False)]
    )
    group_id = fields.Many2one("res.groups")

    @api.constrains("kind", "user_ids", "group_id")
    def _check_named(self):
        for level in self:
            if level.kind == "users" and not level.user_ids:
                raise ValidationError(self.env._("Name the persons of the level."))
            if level.kind == "group" and not level.group_id:
                raise ValidationError(self.env._("Choose the group of the level."))

    @api.depends("kind", "user_ids", "group_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for level in self:
            if level.kind == "users":
                name = self.env._(" or ").join(level.user_ids.mapped("name"))
            elif level.kind == "group":
                name = level.group_id.name
            else:
                name = kinds.get(level.kind)
            level.display_name = name or ""

    def _approvers(self, employee, company):
        """Users who may decide this level about an employee, who is never one of them.

        A manager who is the employee, has no user or no access to the company gives
        way to the manager's manager.
        """
        self.ensure_one()
        users = getattr(self, f"_users_of_{self.kind}")(employee, company)
        return self._allowed(users, employee, company)

    @api.model
    def _allowed(self, users, employee, company):
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and company in user.company_ids
                and user not in employee.user_id
            )
        )

    def _users_of_manager(self, employee, company):
        return self._first_user(employee.parent_id, employee, company)

    def _users_of_second_manager(self, employee, company):
        first = self._chain(employee.parent_id).filtered(
            lambda one: self._allowed(one.user_id, employee, company)
        )[:1]
        return self._first_user(first.parent_id, employee, company) or first.user_id

    def _users_of_department_manager(self, employee, company):
        manager = employee.department_id.manager_id
        above = employee.department_id.parent_id.manager_id
        return self._first_user(manager, employee, company) or self._first_user(
            above, employee, company
        )

    def _users_of_users(self, employee, company):
        return self.user_ids

    def _users_of_group(self, employee, company):
        return self._members(self.group_id)

    def _users_of_finance(self, employee, company):
        """The accountants who may approve all expenses; else all finance reviewers."""
        approvers = self._members(self.env.ref("hr_expense.group_hr_expense_user"))
        accountants = self._members(self.env.ref("account.group_account_invoice"))
        reviewers = self._members(self.env.ref("ipai_base.group_reviewer"))
        both = approvers & accountants
        return self._allowed(both, employee, company) or reviewers

    @api.model
    def _members(self, group):
        """Users of a group, those by another group included; 19.0 has another field."""
        users = self.env["res.users"]
        field = "all_group_ids" if "all_group_ids" in users._fields else "groups_id"
        return users.search([(field, "in", group.ids)])

    def _first_user(self, manager, employee, company):
        """The first user up the chain from a manager who may decide."""
        for one in self._chain(manager):
            users = self._allowed(one.user_id, employee, company)
            if users:
                return users
        return self.env["res.users"]

    @api.model
    def _chain(self, manager):
        """A manager, the manager's manager and so on."""
        chain = manager
        while manager.parent_id and manager.parent_id not in chain:
            manager = manager.parent_id
            chain |= manager
            if len(chain) >= LONGEST_CHAIN:
                break
        return chain
