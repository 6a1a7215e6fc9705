# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from .hr_expense import POSTED

APPROVED = ("approved", *POSTED)
# So many approved expenses are remembered in one go.
MOST_AT_ONCE = 1000
MOST_ROWS = 5000


class HrExpense(models.Model):
    """Which category a receipt belongs to: what the agent chooses, what the company's
    people decided before."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_memory_ids = fields.One2many("ipai.expense.memory", "expense_id", copy=False)

    @api.model
    def ipai_agent_catalogue(self, expense_id):
        """The categories an expense may get. Those with a price of their own, such as
        kilometres, are not chosen for a receipt that states an amount.

        :return: {company_id, products: [{id, name, code, words}], default_id}
        """
        expense = self._ipai_agent_expense(expense_id)
        products = self.env["product.product"].sudo()
        products = products.with_company(expense.company_id).search(
            [
                *products._check_company_domain(expense.company_id),
                ("can_be_expensed", "=", True),
            ],
            order="default_code, id",
        )
        products = products.filtered(lambda p: not p.standard_price)
        general = products.filtered(lambda p: p.default_code == "EXP_GEN")
        return {
            "company_id": expense.company_id.id,
            "products": [
                {
                    "id": product.id,
                    "name": product.name,
                    "code": product.default_code or None,
                    "words": " ".join(
                        filter(
                            None,
                            [
                                product.name,
                                product.categ_id.name,
                                product.description_purchase,
                            ],
                        )
                    ),
                }
                for product in products
            ],
            "default_id": (general or products)[:1].id or None,
        }

    @api.model
    def ipai_agent_memory(self, company_id, after_id=0, limit=MOST_ROWS):
        """What the company's people decided, oldest first. A row replaced by a later
        decision is gone, and its successor has a higher id.

        :return: [{id, expense_id, vendor, tin, text, product_id, count}]
        """
        if not (self.env.su or self.env.user.has_group("ipai_base.group_service")):
            raise AccessError(
                self.env._("Only the Workbench service user may ask what was decided.")
            )
        self.sudo()._ipai_remember_approved(company_id)
        rows = self.env["ipai.expense.memory"].sudo()
        rows = rows.search(
            [
                ("company_id", "=", company_id),
                ("id", ">", after_id or 0),
                ("product_id.active", "=", True),
            ],
            order="id",
            limit=min(limit or MOST_ROWS, MOST_ROWS),
        )
        return [
            {
                "id": row.id,
                "expense_id": row.expense_id.id or None,
                "vendor": row.vendor or None,
                "tin": row.tin or None,
                "text": row.text or None,
                "product_id": row.product_id.id,
                "count": 1,
            }
            for row in rows
        ]

    def _ipai_remember_approved(self, company_id):
        """An approved expense has the right category, whoever chose it. Looked up when
        it is asked for, since approving differs between versions."""
        rows = self.env["ipai.expense.memory"]
        fresh = self.search(
            [
                ("company_id", "=", company_id),
                ("state", "in", APPROVED),
                ("ipai_read_at", "!=", False),
                ("ipai_memory_ids", "=", False),
            ],
            order="id",
            limit=MOST_AT_ONCE,
        )
        rows._ipai_remember(fresh)

    def _ipai_remember_category(self):
        """A person decided on the category, or let it stand."""
        read = self.sudo().filtered("ipai_read_at")
        self.env["ipai.expense.memory"].sudo()._ipai_remember(read)

    @api.model
    def ipai_agent_classify(self, expense_id, run_uuid, result):
        """Give an expense the category the agent found, unless a person chose one.

        :param result: {product_id or None, reason, confidence, alternatives:
            [{product_id, confidence}]}
        :return: {product_id, kept_by_person}
        """
        expense = self._ipai_agent_expense(expense_id, run_uuid)
        kept = not (expense._ipai_is_open() and expense._ipai_may_fill("product_id"))
        if not kept:
            expense.with_context(ipai_reading=True)._ipai_classify(result)
        return {"product_id": expense.product_id.id or None, "kept_by_person": kept}

    def _ipai_classify(self, result):
        products = self.env["product.product"]
        product = products.browse(result.get("product_id")).exists()
        product = product.filtered_domain(
            [
                *products._check_company_domain(self.company_id),
                ("can_be_expensed", "=", True),
            ]
        )
        vals = {
            "ipai_category_reason": result.get("reason"),
            "ipai_category_confidence": result.get("confidence") or 0,
            "ipai_category_alternatives": self._ipai_named(result),
        }
        if product and not self.product_has_cost:
            vals["product_id"] = product.id
            if not self._ipai_may_fill("tax_ids"):
                vals["tax_ids"] = [Command.set(self.tax_ids.ids)]
        self.write(vals)
        if "product_id" in vals:
            filled = {**(self.ipai_filled or {}), "product_id": self.product_id.id}
            self.ipai_filled = filled
            self._ipai_note_taxes()

    def _ipai_named(self, result):
        """The other categories with their names, for the screen."""
        others = result.get("alternatives") or []
        products = self.env["product.product"].browse(
            [other["product_id"] for other in others]
        )
        names = {product.id: product.display_name for product in products.exists()}
        return [
            {**other, "name": names[other["product_id"]]}
            for other in others
            if other["product_id"] in names
        ]
