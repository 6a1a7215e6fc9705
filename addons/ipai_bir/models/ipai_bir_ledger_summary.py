# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, file_open

SUMMARY_FILE = "ipai_bir/data/ledger_summary.sql"
# raise it when the statements of ipai_bir_ledger_refresh.py sum up something else
SHAPE = 1
TABLES = ("day", "month", "bill", "mark")
FUNCTIONS = {
    "account_move": "ipai_bir_mark_entry",
    "account_move_line": "ipai_bir_mark_item",
    "account_move_line_account_tax_rel": "ipai_bir_mark_carried",
}
EVENTS = {
    "insert": SQL("REFERENCING NEW TABLE AS changed"),
    "update": SQL("REFERENCING OLD TABLE AS unchanged NEW TABLE AS changed"),
    "delete": SQL("REFERENCING OLD TABLE AS changed"),
    "truncate": SQL(),
}


@dataclass(frozen=True)
class Coverage:
    """Where the items of a period are read: {company id: days} of each table.

    :param months: first days of months that are summed up as a whole
    :param days: days that are summed up, those of `months` left out
    :param live: days whose items were changed since, or never summed up
    """

    months: dict
    days: dict
    live: dict

    @property
    def summed(self):
        """Every day that is summed up, by company."""
        found = {company: list(dates) for company, dates in self.days.items()}
        for company, firsts in self.months.items():
            for first in firsts:
                found.setdefault(company, []).extend(
                    _days(first, fields.Date.end_of(first, "month"))
                )
        return found


class IpaiBirLedgerSummary(models.AbstractModel):
    """Sums of the journal items by day, and triggers that tell which are out of date.

    Triggers, because Odoo itself changes entries behind the ORM: raw SQL when contacts
    are merged, cascading foreign keys. They only note the day, so posting pays for a
    row an entry; a return that is computed reads sums where they hold and the items of
    all other days (`_coverage`), so it is exact whether or not anybody sums up.
    """

    _inherit = "ipai.bir.ledger"

    def init(self):
        """Bring tables, functions and triggers to what this version asks for."""
        result = super().init()
        self._prepare_summary()
        return result

    def _register_hook(self):
        result = super()._register_hook()
        self._prepare_summary()
        return result

    @api.model
    def _prepare_summary(self):
        """Looks first: creating a trigger waits for all writers of its table."""
        cr = self.env.cr
        with file_open(SUMMARY_FILE) as file:
            statements = file.read()
        digest = hashlib.sha256(f"{SHAPE}\n{statements}".encode()).hexdigest()
        cr.execute(
            """SELECT obj_description(to_regclass('public.ipai_bir_ledger_mark'),
                                      'pg_class')"""
        )
        is_new = cr.fetchone()[0] != f"summary {digest}"
        if is_new:
            # two processes may start at once; the second waits, then does it again
            cr.execute("SELECT pg_advisory_xact_lock(hashtext('ipai_bir_ledger'))")
            self._drop_tables()
            cr.execute(statements)
            cr.execute(
                SQL("COMMENT ON TABLE ipai_bir_ledger_mark IS %s", f"summary {digest}")
            )
        missing = {(t, e) for t in FUNCTIONS for e in EVENTS} - self._found_triggers()
        for table, event in sorted(missing):
            self._create_trigger(table, event)
        if is_new or missing:
            # whatever was changed while a trigger was missing
            self._mark_everything()

    @api.model
    def _mark_everything(self):
        self.env.cr.execute("INSERT INTO ipai_bir_ledger_mark (date) VALUES (NULL)")

    @api.model
    def _found_triggers(self):
        """{(table, event)} as the database has them."""
        self.env.cr.execute(
            """SELECT relation.relname, substr(tgname, length('ipai_bir_') + 1)
                 FROM pg_trigger JOIN pg_class AS relation ON relation.oid = tgrelid
                WHERE starts_with(tgname, 'ipai_bir_') AND tgenabled <> 'D'
                  AND relation.relnamespace = 'public'::regnamespace"""
        )
        return set(self.env.cr.fetchall())

    @api.model
    def _create_trigger(self, table, event):
        function = FUNCTIONS[table] if event != "truncate" else "ipai_bir_mark_all"
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s AFTER %s ON public.%s %s"
                " FOR EACH STATEMENT EXECUTE FUNCTION public.%s()",
                SQL.identifier(f"ipai_bir_{event}"),
                SQL(event),
                SQL.identifier(table),
                EVENTS[event],
                SQL.identifier(function),
            )
        )

    @api.model
    def _drop_tables(self):
        for table in TABLES:
            name = SQL.identifier(f"ipai_bir_ledger_{table}")
            self.env.cr.execute(SQL("DROP TABLE IF EXISTS public.%s", name))

    @api.model
    def _drop_summary(self):
        """Remove triggers, functions and tables."""
        for table, event in self._found_triggers():
            self.env.cr.execute(
                SQL(
                    "DROP TRIGGER IF EXISTS %s ON public.%s",
                    SQL.identifier(f"ipai_bir_{event}"),
                    SQL.identifier(table),
                )
            )
        for function in (*FUNCTIONS.values(), "ipai_bir_mark_all"):
            name = SQL.identifier(function)
            self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS public.%s()", name))
        self.env.cr.execute(
            "DROP FUNCTION IF EXISTS public.ipai_bir_mark(integer[], date[])"
        )
        self._drop_tables()

    @api.model
    def _coverage(self, period):
        """Which days of a period the sums hold for.

        Odoo's transactions read one snapshot (REPEATABLE READ): the marks seen here,
        and the sums and items read with this answer, are of the same moment.

        :param period: (companies, date_from, date_to)
        """
        read = self.env.context.get("ipai_bir_books")
        companies, *dates = period
        key = frozenset(companies.ids), *dates
        if read is not None and key in read.coverages:
            return read.coverages[key]
        marks = defaultdict(set)
        for company, date in self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT company_id, date FROM ipai_bir_ledger_mark
                 WHERE company_id IN %s AND date BETWEEN %s AND %s OR date IS NULL
                """,
                tuple(companies.ids),
                *dates,
            )
        ):
            marks[company].add(date)
        found = Coverage({}, {}, {})
        for company in companies.ids:
            self._cover(found, company, dates, marks[company], None in marks)
        if read is not None:
            read.coverages[key] = found
        return found

    @api.model
    def _cover(self, found, company, dates, marked, everything):
        """Put the days of one company where they are read."""
        every = list(_days(*dates))
        if everything:
            found.live[company] = every
            return
        touched = {fields.Date.start_of(day, "month") for day in marked}
        months = [
            day
            for day in every
            if day.day == 1
            and day not in touched
            and fields.Date.end_of(day, "month") <= dates[1]
        ]
        found.months[company] = months
        found.days[company] = [
            day
            for day in every
            if day not in marked and day.replace(day=1) not in months
        ]
        found.live[company] = sorted(marked)

    @api.model
    def _on_days(self, alias, days):
        """Whether a row is of one of these days.

        :param days: {company id: dates in order}
        """
        table = SQL.identifier(alias)
        branches = []
        for company, dates in days.items():
            if not dates:
                continue
            if len(dates) == (dates[-1] - dates[0]).days + 1:
                on = SQL("%s.date BETWEEN %s AND %s", table, dates[0], dates[-1])
            else:
                on = SQL("%s.date = ANY(%s)", table, dates)
            branches.append(SQL("(%s.company_id = %s AND %s)", table, company, on))
        return SQL("(%s)", SQL(" OR ").join(branches)) if branches else SQL("FALSE")


def _days(first, last):
    """Every day from the first to the last."""
    return (first + timedelta(days=at) for at in range((last - first).days + 1))
