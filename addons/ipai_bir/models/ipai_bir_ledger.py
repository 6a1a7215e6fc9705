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
the customer when the payment is.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL


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
        return taxes | groups.search([("children_tax_ids", "in", taxes.ids)])

    @api.model
    def amounts(self, period, recipes):
        """Sum and number of the journal items behind each recipe, in two scans.

        :param period: (companies, date_from, date_to)
        :param recipes: {name: (measure, taxes)}
        :return: {name: (sum of the balances as Decimal, number of items)}; recipes
            without any item are absent
        """
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        found = {}
        for measure in ("tax_base", "tax_amount"):
            chosen = {
                name: taxes
                for name, (its_measure, taxes) in recipes.items()
                if its_measure == measure and taxes
            }
            if chosen:
                query = self._amounts_query(measure, period, chosen)
                for name, balance, count in self.env.execute_query(query):
                    found[name] = (Decimal(balance), count)
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
            SELECT line.account_id, SUM(line.balance)::text, COUNT(*)
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
             WHERE %s AND account.account_type IN %s
             GROUP BY line.account_id
            """,
            self._period_condition(period),
            tuple(account_types),
        )
        return {
            account_id: (Decimal(balance), count)
            for account_id, balance, count in self.env.execute_query(query)
        }

    @api.model
    def _amounts_query(self, measure, period, recipes):
        rows = self._recipe_rows(measure, recipes)
        taxes = self.env["account.tax"].union(*recipes.values())
        pays_later = any(when != "booked" for _name, _tax, when in rows)
        return SQL(
            """
            WITH recipe(name, tax_id, due) AS (VALUES %(rows)s)
            SELECT name, SUM(balance)::text, COUNT(*)
              FROM (
                SELECT %(once)s recipe.name, line.id, line.balance
                  FROM account_move_line AS line
                  %(joins)s
                 WHERE %(period)s AND %(due)s
              ) AS counted
             GROUP BY name
            """,
            # an item is made by one tax, but may carry several of one recipe
            once=SQL("DISTINCT" if measure == "tax_base" else ""),
            rows=SQL(", ").join(SQL("(%s, %s, %s)", *row) for row in rows),
            joins=self._joins(measure, pays_later, taxes),
            period=self._period_condition(period),
            due=self._due_condition() if pays_later else SQL("TRUE"),
        )

    @api.model
    def _recipe_rows(self, measure, recipes):
        rows = []
        for name, taxes in recipes.items():
            for when, some in taxes.grouped(lambda tax: tax._ipai_due_when()).items():
                if measure == "tax_base":
                    some = self._with_groups(some)
                rows += [(name, tax.id, when) for tax in some]
        return rows

    @api.model
    def _joins(self, measure, pays_later, taxes):
        if measure == "tax_base":
            joins = SQL(
                """JOIN account_move_line_account_tax_rel AS carried
                     ON carried.account_move_line_id = line.id
                   JOIN recipe ON recipe.tax_id = carried.account_tax_id"""
            )
        else:
            joins = SQL(
                """JOIN recipe ON recipe.tax_id = line.tax_line_id
                   JOIN account_tax_repartition_line AS share
                     ON share.id = line.tax_repartition_line_id
                    AND %s""",
                self._share_condition(taxes),
            )
        if not pays_later:
            return joins
        return SQL("%s JOIN account_move AS move ON move.id = line.move_id", joins)

    @api.model
    def _share_condition(self, taxes, owed=False):
        """Which parts of a tax count: what it claims or owes, or only what we owe."""
        if owed:
            shares = tuple(taxes._ipai_owed_shares().ids)
            return SQL("share.id IN %s", shares) if shares else SQL("FALSE")
        positive = SQL("share.factor_percent > 0")
        in_cost = taxes._ipai_cost_shares()
        if not in_cost:
            return positive
        return SQL("%s AND share.id NOT IN %s", positive, tuple(in_cost.ids))

    @api.model
    def _due_condition(self, table="recipe"):
        return SQL(
            """(%(table)s.due = 'booked'
                OR (%(table)s.due = 'withheld' AND move.move_type = 'entry')
                OR (%(table)s.due = 'paid'
                    AND (move.always_tax_exigible
                         OR move.tax_cash_basis_rec_id IS NOT NULL)))""",
            table=SQL.identifier(table),
        )

    @api.model
    def _period_condition(self, period):
        companies, date_from, date_to = period
        return SQL(
            """line.company_id IN %s AND line.parent_state = 'posted'
               AND line.date BETWEEN %s AND %s""",
            tuple(companies.ids),
            date_from,
            date_to,
        )

    @api.model
    def used(self, period, taxes):
        """{tax: number of posted entries of the period with it}, unused left out."""
        self.env["account.move.line"].flush_model()
        pairs = [
            (carried_id, tax.id)
            for tax in taxes
            for carried_id in self._with_groups(tax).ids
        ]
        if not pairs:
            return {}
        query = SQL(
            """
            WITH asked(carried_id, tax_id) AS (VALUES %(pairs)s)
            SELECT tax_id, COUNT(DISTINCT move_id)
              FROM (
                SELECT asked.tax_id, line.move_id
                  FROM account_move_line AS line
                  JOIN asked ON asked.tax_id = line.tax_line_id
                 WHERE %(period)s
                 UNION ALL
                SELECT asked.tax_id, line.move_id
                  FROM account_move_line AS line
                  JOIN account_move_line_account_tax_rel AS carried
                    ON carried.account_move_line_id = line.id
                  JOIN asked ON asked.carried_id = carried.account_tax_id
                 WHERE %(period)s
              ) AS uses
             GROUP BY tax_id
            """,
            pairs=SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
            period=self._period_condition(period),
        )
        found = dict(self.env.execute_query(query))
        return {tax: found[tax.id] for tax in taxes if tax.id in found}

    @api.model
    def by_partner_and_month(self, period, recipes):
        """Like `amounts`, a row a partner and month.

        :return: {(partner_id or None, month as date, name): sum of balances}
        """
        self.env["account.move.line"].flush_model()
        found = {}
        for name, (measure, taxes) in recipes.items():
            if not taxes:
                continue
            rows = self._recipe_rows(measure, {name: taxes})
            query = SQL(
                """
                WITH recipe(name, tax_id, due) AS (VALUES %(rows)s)
                SELECT partner_id, month, SUM(balance)::text
                  FROM (
                    SELECT DISTINCT line.id, line.partner_id, line.balance,
                           date_trunc('month', line.date)::date AS month
                      FROM account_move_line AS line
                      %(joins)s
                     WHERE %(period)s AND %(due)s
                  ) AS counted
                 GROUP BY partner_id, month
                """,
                rows=SQL(", ").join(SQL("(%s, %s, %s)", *row) for row in rows),
                joins=self._joins(measure, True, taxes),
                period=self._period_condition(period),
                due=self._due_condition(),
            )
            for partner_id, month, balance in self.env.execute_query(query):
                found[partner_id, month, name] = Decimal(balance)
        return found
