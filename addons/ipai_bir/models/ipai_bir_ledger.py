# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the posted books say about taxes, as BIR returns read it.

A box counts journal items, each once:

- a *base* box the items that carry one of its taxes (`tax_ids`; the item of an
  earlier tax that the later one is computed on carries it too),
- a *tax* box the items that a tax made (`tax_line_id`), the part that is owed or
  claimed only: the counterpart of a self-assessed tax (negative factor) is another
  form's, and input tax that the tax itself puts into the cost is nobody's claim.

This is the reading Odoo's own tax tags have. The mapping of base to tax line by
`_get_query_tax_details_from_domain` gives the same sums (a test compares them), but
repeats a base for each of its tax lines, leaves out tax lines without a base, and
costs several times as much.

Taxes due on payment count when their cash-basis entry is posted, taxes withheld by
the customer when the payment is."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import tax_cube


class IpaiBirLedger(models.AbstractModel):
    _name = "ipai.bir.ledger"
    _description = "Posted books as BIR returns read them"

    @api.model
    def period_domain(self, companies, date_from, date_to):
        return [
            ("company_id", "in", companies.ids),
            ("parent_state", "=", "posted"),
            ("date", ">=", fields.Date.to_string(date_from)),
            ("date", "<=", fields.Date.to_string(date_to)),
        ]

    @api.model
    def lines_domain(self, measure, taxes):
        """Domain of the journal items that `measure` ("tax_base", "tax_amount" or
        "tax_owed") counts for the taxes, whatever the period."""
        kinds = taxes.grouped(lambda tax: tax._ipai_due_when())
        branches = [
            [*self._items_domain(measure, kinds[when]), *self._due_domain(when)]
            for when in ("booked", "paid", "withheld")
            if when in kinds
        ]
        if not branches:
            return [("id", "=", False)]
        either = ["|"] * (len(branches) - 1)
        return either + [
            leaf
            for branch in branches
            for leaf in ["&"] * (self._terms(branch) - 1) + branch
        ]

    @staticmethod
    def _terms(branch):
        """Number of conditions that stand side by side in a branch."""
        operators = sum(1 for leaf in branch if leaf == "|")
        return sum(1 for leaf in branch if leaf != "|") - operators

    @api.model
    def _items_domain(self, measure, taxes):
        if measure == "tax_base":
            return [("tax_ids", "in", self._with_groups(taxes).ids)]
        if measure == "tax_owed":
            return [("tax_repartition_line_id", "in", taxes._ipai_owed_shares().ids)]
        domain = [
            ("tax_line_id", "in", taxes.ids),
            ("tax_repartition_line_id.factor_percent", ">", 0),
        ]
        if in_cost := taxes._ipai_cost_shares():
            domain.append(("tax_repartition_line_id", "not in", in_cost.ids))
        return domain

    @api.model
    def _due_domain(self, when):
        if when == "paid":
            return [
                "|",
                ("move_id.always_tax_exigible", "=", True),
                ("move_id.tax_cash_basis_rec_id", "!=", False),
            ]
        return [("move_id.move_type", "=", "entry")] if when == "withheld" else []

    @api.model
    def _with_groups(self, taxes):
        """The taxes and the groups of taxes that contain them."""
        groups = self.env["account.tax"].sudo().with_context(active_test=False)
        read = self.env.context.get("ipai_bir_books")
        if read is None:
            return taxes | groups.search([("children_tax_ids", "in", taxes.ids)])
        if read.groups is None:
            found = groups.search([("children_tax_ids", "!=", False)])
            read.groups = {group.id: set(group.children_tax_ids.ids) for group in found}
        wanted = set(taxes.ids)
        return taxes | groups.browse(
            group for group, its in read.groups.items() if wanted & its
        )

    @api.model
    def amounts(self, period, recipes):
        """Sum and number of the journal items behind each recipe.

        :param period: (companies, date_from, date_to)
        :param recipes: {name: (measure, taxes)}
        :return: {name: (sum of the balances as Decimal, number of items)}; recipes
            without any item are absent
        """
        taxes = self.env["account.tax"].union(*(its for _m, its in recipes.values()))
        rules = self._rules(taxes)
        cube = self._cube(period, rules.values())
        sums = {"tax_base": cube.base, "tax_amount": cube.tax}
        found = {
            name: sums[measure]([rules[tax.id] for tax in its])
            for name, (measure, its) in recipes.items()
        }
        return {name: total for name, total in found.items() if total[1]}

    @api.model
    def _rules(self, taxes, owed=False):
        """{tax id: which items of the tax count}.

        :param owed: amounts of what we owe for others, as of `_ipai_owed_shares`
        """
        read = self.env.context.get("ipai_bir_books")
        if read is None:
            return self._make_rules(taxes, owed)
        key = frozenset(taxes.ids), owed
        if key not in read.rules:
            read.rules[key] = self._make_rules(taxes, owed)
        return read.rules[key]

    @api.model
    def _make_rules(self, taxes, owed):
        carriers = {tax.id: {tax.id} for tax in taxes}
        for group in self._with_groups(taxes) - taxes:
            for tax in group.children_tax_ids & taxes:
                carriers[tax.id].add(group.id)
        shares = taxes._ipai_owed_shares() if owed else taxes._ipai_claimed_shares()
        of_tax = shares.grouped("tax_id")
        return {
            tax.id: tax_cube.Rule(
                tax.id,
                tax._ipai_due_when(),
                frozenset(carriers[tax.id]),
                frozenset(of_tax[tax].ids if tax in of_tax else ()),
            )
            for tax in taxes
        }

    @api.model
    def used(self, period, taxes):
        """{tax: number of posted entries of the period with it}, unused left out."""
        rules = self._rules(taxes)
        used = self._cube(period, rules.values()).used() if rules else ()
        found = {}
        for tax in taxes:
            carriers = rules[tax.id].carriers
            if not carriers.isdisjoint(used):
                domain = [
                    ("line_ids", "any", self.period_domain(*period)),
                    "|",
                    ("line_ids.tax_line_id", "=", tax.id),
                    ("line_ids.tax_ids", "in", list(carriers)),
                ]
                found[tax] = self.env["account.move"].search_count(domain)
        return found

    @api.model
    def accounts_domain(self, account_types):
        """Domain of the journal items on accounts of these types, whatever the
        period; the types are values of Odoo's `account.account.account_type`."""
        return [("account_id.account_type", "in", sorted(account_types))]

    @api.model
    def accounts(self, period, account_types):
        """Movement of the period on each account of these types.

        :param period: (companies, date_from, date_to)
        :return: {account id: (sum of the balances as Decimal, number of items)};
            accounts without any item are absent
        """
        if not account_types:
            return {}
        self.env["account.move.line"].flush_model()
        self.env["account.account"].flush_model(["account_type"])
        query = SQL(
            """
            SELECT line.account_id, SUM(line.balance)::text, SUM(line.count)::int
              FROM (
                SELECT line.account_id, line.balance, line.count FROM %s
                 WHERE line.taxes IS NULL
                 UNION ALL
                SELECT line.account_id, line.balance, 1 FROM account_move_line AS line
                 WHERE %s) AS line
              JOIN account_account AS account ON account.id = line.account_id
             WHERE account.account_type IN %s
             GROUP BY line.account_id
            """,
            self._sums(period),
            self._live_items(period),
            tuple(account_types),
        )
        return {
            account_id: (Decimal(balance), count)
            for account_id, balance, count in self.env.execute_query(query)
        }
