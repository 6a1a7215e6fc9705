# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import api, models

from ..tools import due_date, national_days
from .ipai_bir_obligation import DONE

ROWS = 40
AHEAD = timedelta(days=45)
DAYS_OFF = 8


class IpaiBirObligationDashboard(models.Model):
    """What the dashboard shows, read by a fixed number of queries."""

    _inherit = "ipai.bir.obligation"

    @api.model
    def dashboard(self, year=None):
        """All the dashboard shows for the companies that are switched on.

        :param year: calendar year of the due dates; this one when None
        :return: dict; amounts are numbers, or None where no return is computed
        """
        self.check_access("read")
        self.sudo()._follow_date()
        today = due_date.today()
        year = int(year or today.year)
        domain = [("company_id", "in", self.env.companies.ids)]
        in_year = [
            *domain,
            ("due_date", ">=", date(year, 1, 1)),
            ("due_date", "<=", date(year, 12, 31)),
        ]
        return {
            "today": today.isoformat(),
            "year": year,
            "currency_id": self.env.company.currency_id.id,
            "may_prepare": self.env["ipai.bir.return"].has_access("create"),
            "may_register": self.env["ipai.bir.registration"].has_access("create"),
            "is_registered": bool(
                self.env["ipai.bir.registration"].search_count(domain, limit=1)
            ),
            "knows_holidays": national_days.is_known(),
            "tiles": self._tiles(domain, year),
            "months": self._months(in_year, year),
            "tax_types": self._tax_types(in_year),
            "days_off": self._next_days_off(today),
            **self._rows(domain, today),
        }

    def _tiles(self, domain, year):
        """{tile: {count, amount}}; an excess is no amount to pay."""
        filed = [
            ("filed_on", ">=", date(year, 1, 1)),
            ("filed_on", "<=", date(year, 12, 31)),
        ]
        tiles = {
            "overdue": [("state", "=", "overdue")],
            "due": [("state", "=", "due")],
            "review": [("return_id.state", "=", "computed"), ("filed_on", "=", False)],
            "filed": filed,
        }
        return {
            name: {
                "count": self.search_count([*domain, *leaves]),
                "amount": self._payable([*domain, *leaves]),
            }
            for name, leaves in tiles.items()
        }

    def _payable(self, domain):
        domain = [*domain, ("has_amount", "=", True), ("amount", ">", 0)]
        ((total, count),) = self._read_group(domain, [], ["amount:sum", "__count"])
        return total if count else None

    def _months(self, domain, year):
        """Twelve months with how many are overdue, open and done in each."""
        months = [
            {"month": f"{year}-{month:02d}", "overdue": 0, "open": 0, "done": 0}
            for month in range(1, 13)
        ]
        groups = self._read_group(domain, ["due_date:month", "state"], ["__count"])
        for first, state, count in groups:
            kind = (
                "done" if state in DONE else "overdue" if state == "overdue" else "open"
            )
            months[first.month - 1][kind] += count
        return months

    def _tax_types(self, domain):
        """Amounts of the year by kind of tax: filed or paid, and still open."""
        labels = dict(self._fields["tax_type"]._description_selection(self.env))
        found = {}
        groups = self._read_group(
            [*domain, ("has_amount", "=", True), ("amount", ">", 0)],
            ["tax_type", "state"],
            ["amount:sum"],
        )
        for tax_type, state, amount in groups:
            label = labels.get(tax_type) or self.env._("Other")
            row = found.setdefault(
                label, {"tax_type": tax_type, "label": label, "done": 0, "open": 0}
            )
            row["done" if state in DONE else "open"] += amount
        return sorted(found.values(), key=lambda row: -(row["done"] + row["open"]))

    def _rows(self, domain, today):
        """What has to be done next, the oldest first, and how much there is."""
        domain = [
            *domain,
            ("filed_on", "=", False),
            ("due_date", "<=", today + AHEAD),
        ]
        records = self.search(domain, limit=ROWS, order="due_date, form_id, id")
        several = len(self.env.companies) > 1
        states = dict(self._fields["state"]._description_selection(self.env))
        rows = [
            {
                "id": record.id,
                "name": record.name,
                "form_name": record.form_id.name,
                "company": record.company_id.name if several else "",
                "due": record.due_date.isoformat(),
                "days_left": record.days_left,
                "state": record.state,
                "state_label": states[record.state],
                "owner": record.owner_id.name or "",
                "amount": record.amount if record.has_amount else None,
                "blocked_by": record.blocked_by or "",
                "explanation": record.due_explanation or "",
                "is_estimated": record.is_estimated,
                "is_computed_here": record.is_computed_here,
                "has_return": bool(record.return_id),
            }
            for record in records
        ]
        return {"rows": rows, "row_count": self.search_count(domain)}

    def _next_days_off(self, today):
        """The next days without work, weekends apart; estimates are marked."""
        calendar = self.env["ipai.bir.holiday"]._working_calendar(
            self.env.company.sudo()._ipai_filer(), today, today
        )
        coming = sorted(item for item in calendar.days_off.items() if item[0] >= today)
        return [
            {
                "day": day.isoformat(),
                "name": off.name,
                "is_estimated": off.is_estimated,
            }
            for day, off in coming[:DAYS_OFF]
        ]
