# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.wording import placeholders

WARN, REASON, BLOCK = ("warn", "reason", "block")
SEVERITIES = [
    (WARN, "Warns"),
    (REASON, "Needs a reason"),
    (BLOCK, "Blocks"),
]
# What a message may quote: every kind knows the first, some the others.
FIGURES = {
    *("policy", "expense", "employee", "date", "amount", "currency", "vendor"),
    *("category", "limit", "total", "over", "days", "age", "item", "word", "day"),
    *("values", "duplicates", "month"),
}
# The figure a kind compares with, and so cannot do without.
NEEDS_LIMIT = ("amount", "day", "month", "per_diem")


class IpaiExpensePolicy(models.Model):
    """One rule on expenses of a company: what it limits, for whom, from when to when,
    and what a breach means. An expense is judged by the policies valid on its date."""

    _name = "ipai.expense.policy"
    _description = "Expense Policy"
    _inherit = ["mail.thread"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(
        [
            ("amount", "Limit per expense"),
            ("day", "Limit per employee and day"),
            ("month", "Limit per employee and month"),
            ("per_diem", "Per diem"),
            ("receipt", "Receipt required"),
            ("tin", "TIN of the vendor required"),
            ("non_vat", "Vendor not registered for VAT"),
            ("weekend", "Weekend or holiday"),
            ("item", "Barred items"),
            ("vendor", "Barred vendor"),
            ("category", "Barred category"),
            ("age", "Age of the receipt"),
            ("duplicate", "Duplicate suspected"),
            ("unsure", "Reading unsure"),
            ("currency", "Foreign currency"),
        ],
        required=True,
        default="amount",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default=WARN,
        tracking=True,
        help="Warns: shown, nothing more. Needs a reason: the employee writes one "
        "before submitting. Blocks: not submitted until it is changed, or a reviewer "
        "waives it.",
    )
    date_from = fields.Date(string="Valid From", tracking=True)
    date_to = fields.Date(string="Valid To", tracking=True)
    limit_amount = fields.Monetary(
        string="Amount",
        tracking=True,
        help="In the currency of the company. The limit itself, or the amount above "
        "which a receipt or a TIN is needed.",
    )
    days = fields.Integer(
        tracking=True, help="Days that a receipt may be old when it is submitted."
    )
    words = fields.Text(
        help="One a line, or parted by commas. “cigar*” also finds “cigarettes”."
    )
    vendor_ids = fields.Many2many("res.partner", string="Vendors")
    message = fields.Char(
        translate=True,
        help="Leave empty for the usual sentence. May quote {policy}, {amount}, "
        "{limit}, {over}, {total}, {date}, {employee}, {vendor}, {category}, {item}.",
    )
    reference = fields.Char(
        string="Basis", help="The rule of the company or the law it rests on."
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        check_company=True,
        help="With all below them. Empty: all.",
    )
    grade_ids = fields.Many2many("ipai.expense.grade", string="Grades")
    product_ids = fields.Many2many(
        "product.product",
        string="Categories",
        domain=[("can_be_expensed", "=", True)],
        help="Expense categories. Empty: all.",
    )
    product_category_ids = fields.Many2many(
        "product.category", string="Product Categories", help="With all below them."
    )
    payment_mode = fields.Selection(
        [("own_account", "Employee"), ("company_account", "Company")],
        string="Paid By",
    )
    amount_from = fields.Monetary(string="Expenses From")
    amount_to = fields.Monetary(string="Expenses To")
    breach_ids = fields.One2many("ipai.expense.breach", "policy_id", string="Breaches")

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
            "The first day of a policy must not be after its last day.",
        ),
        (
            "figures_not_negative",
            "CHECK(limit_amount >= 0 AND days >= 0)",
            "Amounts and days of a policy must not be negative.",
        ),
    ]

    @api.constrains("kind", "limit_amount", "days", "words", "vendor_ids", "message")
    def _check_figures(self):
        for policy in self:
            sentence = policy._missing_figure()
            if sentence:
                raise ValidationError(sentence)

    def _missing_figure(self):
        """What the kind of policy needs and lacks, as a sentence, or None."""
        unknown = placeholders(self.message) - FIGURES
        if unknown:
            return self.env._(
                "The message of “%(policy)s” asks for {%(name)s}, which no policy "
                "knows. Take one of: %(known)s.",
                policy=self.name,
                name=sorted(unknown)[0],
                known=", ".join(sorted(FIGURES)),
            )
        if self.kind in NEEDS_LIMIT and not self.limit_amount:
            return self.env._("Enter the amount of “%s”.", self.name)
        if self.kind == "age" and not self.days:
            return self.env._("Enter the days a receipt may be old: “%s”.", self.name)
        if self.kind == "item" and not (self.words or "").strip():
            return self.env._("Enter the words “%s” looks for.", self.name)
        if self.kind == "vendor" and not (self.vendor_ids or self.words):
            return self.env._("Enter the vendors that “%s” bars.", self.name)
        return None

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%s (copy)", values["name"])}
            for values in super().copy_data(default)
        ]

    def _covers(self, expense):
        """Whether the policy speaks of an expense at all: date, employee, category,
        payment and amount are within its scope."""
        self.ensure_one()
        employee = expense.employee_id
        return (
            self.company_id == expense.company_id
            and self._is_valid_on(expense.date)
            and self._holds(self.department_ids, employee.department_id)
            and (not self.grade_ids or employee.ipai_expense_grade_id in self.grade_ids)
            and self._covers_category(expense.product_id)
            and self.payment_mode in (False, expense.payment_mode)
            and self.amount_from <= expense.total_amount
            and (not self.amount_to or expense.total_amount <= self.amount_to)
        )

    def _covers_category(self, product):
        if not self.product_ids and not self.product_category_ids:
            return True
        return product in self.product_ids or bool(
            self.product_category_ids
            and self._holds(self.product_category_ids, product.categ_id)
        )

    def _is_valid_on(self, day):
        """Whether the policy is valid on a day; without a day, when it always is."""
        if not day:
            return not self.date_from and not self.date_to
        return (not self.date_from or self.date_from <= day) and (
            not self.date_to or day <= self.date_to
        )

    @api.model
    def _holds(self, parents, record):
        """Whether a record is one of those or below one; no parents hold everything."""
        path = [int(part) for part in (record.parent_path or "").split("/") if part]
        return not parents or bool(set(path) & set(parents.ids))
