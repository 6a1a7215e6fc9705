# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

WAITING, REVIEW, FAILED = "pending", "review", "failed"
# Days back of each period of the dashboard; None: everything.
PERIODS = {"week": 7, "month": 30, "quarter": 91, "year": 365, "all": None}
TOP = 8
MONTHS = 12


class HrExpense(models.Model):
    """What the dashboard tells about receipts: each figure with the list behind it.

    Access rights and record rules decide whose expenses count: an employee's own, a
    team's for its approver, all for a manager. The number of queries does not depend
    on the number of expenses.
    """

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_posted_at = fields.Datetime(
        string="Entry Posted On", copy=False, readonly=True
    )

    @api.model
    def ipai_dashboard(self, period="month", company_id=None):
        """Figures about receipts of one company.

        :param period: key of PERIODS; figures about work that is still open ignore it
        :param company_id: one of the user's companies, the current one by default
        :return: {company, companies, period, currency, open, done, vendors,
            categories, months, queue, breaches}; every figure carries the domain of
            its list; amounts are in the company's currency, times in seconds
        """
        allowed = self.env.companies
        company = allowed.filtered(lambda c: c.id == company_id) or self.env.company
        here = [("company_id", "=", company.id)]
        lately = [*here, *self._ipai_since(period)]
        return {
            "company": company.id,
            "companies": [{"id": one.id, "name": one.name} for one in allowed],
            "period": period,
            "currency": company.currency_id.id,
            "open": self._ipai_open_figures(here),
            "done": self._ipai_done_figures(lately),
            "vendors": self._ipai_amounts_by_vendor(lately),
            "categories": self._ipai_amounts_by(lately, "product_id"),
            "months": self._ipai_amounts_by_month(here),
            "queue": self._ipai_queue_figures(here, lately),
            "breaches": self._ipai_breach_figures(lately),
        }

    def _ipai_since(self, period):
        days = PERIODS.get(period, PERIODS["month"])
        if days is None:
            return []
        return [("create_date", ">=", fields.Datetime.now() - timedelta(days=days))]

    def _ipai_open_figures(self, here):
        """How many receipts wait, need a look or could not be read, just now."""
        domain = [
            *here,
            ("ipai_state", "in", (WAITING, REVIEW, FAILED)),
            ("state", "in", self._ipai_open_states()),
        ]
        counts = dict(self._read_group(domain, ["ipai_state"], ["__count"]))
        return {
            state: {
                "count": counts.get(state, 0),
                "domain": [*domain, ("ipai_state", "=", state)],
            }
            for state in (WAITING, REVIEW, FAILED)
        }

    def _ipai_done_figures(self, lately):
        """Receipts posted: how many without a correction, and how long it took."""
        posted = [
            *lately,
            ("ipai_read_at", "!=", False),
            ("ipai_posted_at", "!=", False),
        ]
        counts = dict(self._read_group(posted, ["ipai_is_touch_free"], ["__count"]))
        count = sum(counts.values())
        median, p90 = self._ipai_seconds_to_post(posted)
        return {
            "count": count,
            "domain": posted,
            "touch_free": counts.get(True, 0),
            "touch_free_domain": [*posted, ("ipai_is_touch_free", "=", True)],
            "share": counts.get(True, 0) / count if count else None,
            "median": median,
            "p90": p90,
        }

    def _ipai_seconds_to_post(self, domain):
        """Median and 90th percentile from the receipt's arrival to its posting."""
        self.flush_model(["create_date", "ipai_posted_at"])
        visible = self._search(domain)
        self.env.cr.execute(
            SQL(
                """
                SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
                           ORDER BY extract(epoch FROM ipai_posted_at - create_date))
                  FROM hr_expense
                 WHERE id IN %s
                """,
                visible.subselect(),
            )
        )
        (percentiles,) = self.env.cr.fetchone()
        return percentiles or (None, None)

    def _ipai_amounts_by_vendor(self, lately):
        """The largest sums by vendor; whoever is no partner yet goes by the name on
        the receipt."""
        known = self._ipai_amounts_by(
            [*lately, ("vendor_id", "!=", False)], "vendor_id"
        )
        others = [*lately, ("vendor_id", "=", False)]
        named = self._ipai_amounts_by(others, "ipai_vendor_name")
        return sorted(known + named, key=lambda row: -row["amount"])[:TOP]

    def _ipai_amounts_by(self, lately, field):
        """The largest sums by vendor or category: [{id, name, amount, count, domain}];
        what has none comes as one row without id."""
        rows = self._read_group(
            [*lately, ("total_amount", ">", 0)],
            [field],
            ["total_amount:sum", "__count"],
            order="total_amount:sum DESC",
            limit=TOP,
        )
        is_record = self._fields[field].relational
        return [
            {
                "id": value.id if is_record else value,
                "name": (value.display_name if is_record else value) or "",
                "amount": amount,
                "count": count,
                "domain": [*lately, (field, "=", value.id if is_record else value)],
            }
            for value, amount, count in rows
        ]

    def _ipai_amounts_by_month(self, here):
        """Sums of the last twelve months by the date on the receipt, gaps included."""
        first = fields.Date.context_today(self).replace(day=1)
        first -= relativedelta(months=MONTHS - 1)
        rows = self._read_group(
            [*here, ("date", ">=", first)],
            ["date:month"],
            ["total_amount:sum", "__count"],
        )
        sums = {month: (amount, count) for month, amount, count in rows}
        months = [first + relativedelta(months=n) for n in range(MONTHS)]
        return [
            {
                "month": fields.Date.to_string(month),
                "amount": sums.get(month, (0, 0))[0],
                "count": sums.get(month, (0, 0))[1],
                "domain": [
                    *here,
                    ("date", ">=", fields.Date.to_string(month)),
                    (
                        "date",
                        "<",
                        fields.Date.to_string(month + relativedelta(months=1)),
                    ),
                ],
            }
            for month in months
        ]

    def _ipai_queue_figures(self, here, lately):
        """Whether reading keeps up: the oldest that waits, time and cost a receipt."""
        waiting = [*here, ("ipai_state", "=", WAITING)]
        ((oldest,),) = self._read_group(waiting, [], ["create_date:min"])
        read = [*lately, ("ipai_read_at", "!=", False)]
        ((count, seconds, cost),) = self._read_group(
            read, [], ["__count", "ipai_seconds:avg", "ipai_cost:sum"]
        )
        now = fields.Datetime.now()
        return {
            "oldest": (now - oldest).total_seconds() if oldest else None,
            "oldest_domain": waiting,
            "read": count,
            "read_domain": read,
            "seconds": seconds or None,
            "cost": cost or 0,
        }

    def _ipai_breach_figures(self, lately):
        """Breaches of expense policies, most frequent first; None without policies."""
        breaches = self.env.get("ipai.expense.breach")
        if breaches is None or not breaches.has_access("read"):
            return None
        domain = [("expense_id", "any", lately)]
        rows = breaches._read_group(
            domain, ["policy_id"], ["__count"], order="__count DESC", limit=TOP
        )
        return [
            {
                "id": policy.id,
                "name": policy.display_name,
                "count": count,
                "domain": [*domain, ("policy_id", "=", policy.id)],
            }
            for policy, count in rows
        ]
