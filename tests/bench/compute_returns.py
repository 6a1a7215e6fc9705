"""Script for Odoo's shell: what `bench_returns.py` measures, `runs` times in turns.

Takes `first`, the first day of the quarter (ISO), and hands back seconds and megabytes. Commits:
what is measured is what a server does, whose transactions end.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

AGGREGATE = """
SELECT {keys}, SUM(balance), COUNT(*)
  FROM (SELECT carried.account_tax_id AS tax_id, line.partner_id,
               date_trunc('month', line.date) AS month, line.balance
          FROM account_move_line AS line
          JOIN account_move_line_account_tax_rel AS carried
            ON carried.account_move_line_id = line.id
         WHERE line.company_id IN %(companies)s AND line.parent_state = 'posted'
           AND line.date BETWEEN %(first)s AND %(last)s
         UNION ALL
        SELECT line.tax_line_id, line.partner_id,
               date_trunc('month', line.date), line.balance
          FROM account_move_line AS line
         WHERE line.company_id IN %(companies)s AND line.parent_state = 'posted'
           AND line.date BETWEEN %(first)s AND %(last)s
           AND line.tax_line_id IS NOT NULL) AS item
 GROUP BY {keys}
"""


def quarter(first):
    """First and last day."""
    begins = date.fromisoformat(first)
    following = (begins.replace(day=1) + timedelta(days=95)).replace(day=1)
    return begins, following - timedelta(days=1)


def megabytes():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def return_of(code, company, days):
    returns = env["ipai.bir.return"]  # noqa: F821
    key = {"form_code": code, "company_id": company.id, "date_from": days[0], "date_to": days[1]}
    found = returns.search([(name, "=", value) for name, value in key.items()], limit=1)
    return found or returns.create(key)


def works(company, days):
    """{name: what is measured}."""
    companies = company._ipai_filed_companies()
    named = {"companies": tuple(companies.ids), "first": days[0], "last": days[1]}

    def aggregate(keys):
        env.cr.execute(AGGREGATE.format(keys=keys), named)  # noqa: F821
        env.cr.fetchall()  # noqa: F821

    def reading():
        ledger = env["ipai.bir.ledger"].sudo()._reading_once(True)  # noqa: F821
        ledger._cube((companies, *days), ())

    found = {
        "aggregate": lambda: aggregate("tax_id"),
        "aggregate by partner": lambda: aggregate("tax_id, partner_id, month"),
        "reading": reading,
    }
    for code in ("2550Q", "1601-EQ"):
        found[code] = return_of(code, company, days).action_compute
    return found


def timed(work):
    env.invalidate_all()  # noqa: F821
    started = perf_counter()
    work()
    env.flush_all()  # noqa: F821
    seconds = perf_counter() - started
    env.cr.commit()  # noqa: F821
    return seconds


def ordinary_day(days):
    """The day of the quarter that has more items than half of its days."""
    env.cr.execute(  # noqa: F821
        "SELECT date FROM account_move_line WHERE parent_state = 'posted'"
        " AND date BETWEEN %s AND %s GROUP BY date ORDER BY COUNT(*), date",
        days,
    )
    found = env.cr.fetchall()  # noqa: F821
    return found[len(found) // 2][0]


def mark(days):
    """As if these days had been posted to after they were summed up; all days for none."""
    company = env.ref("base.main_company")  # noqa: F821
    env.cr.execute(  # noqa: F821
        "INSERT INTO ipai_bir_ledger_mark (company_id, date)"
        " SELECT %s, day FROM unnest(%s::date[]) AS day",
        [company.id if days else None, days or [None]],
    )
    env.cr.commit()  # noqa: F821


def sum_up():
    """What the scheduled action does, until nothing is marked."""
    started = perf_counter()
    while env["ipai.bir.ledger"]._sum_up_next():  # noqa: F821
        env.cr.commit()  # noqa: F821
    env.cr.commit()  # noqa: F821
    seconds = perf_counter() - started
    # statistics and visibility map, as autovacuum leaves them
    env.cr._cnx.autocommit = True  # noqa: F821
    for table in ("day", "month", "bill", "mark"):
        env.cr.execute(f"VACUUM ANALYZE ipai_bir_ledger_{table}")  # noqa: F821
    env.cr._cnx.autocommit = False  # noqa: F821
    return seconds


def measure(runs, days):
    """Nothing summed up; then the nightly sums, and an ordinary day posted to since."""
    wanted = works(env.ref("base.main_company"), days)  # noqa: F821
    found = {}
    for state in ("cold", "in use"):
        if state == "cold":
            mark(None)
            found["first"] = timed(wanted["2550Q"])  # caches of the registry, too
        else:
            found["summing up"] = sum_up()
            mark([ordinary_day(days)])
            for code in ("2550Q", "1601-EQ"):
                timed(wanted[code])
        seconds = {name: [] for name in wanted}
        sizes = [megabytes()]
        for _ in range(runs):
            for name, work in wanted.items():
                seconds[name].append(timed(work))
            sizes.append(megabytes())
        found[state] = {"seconds": seconds, "megabytes": sizes}
    return found


days = quarter(first)  # noqa: F821
posted = [("parent_state", "=", "posted")]
items = env["account.move.line"]  # noqa: F821
result = {
    **measure(runs, days),  # noqa: F821
    "items": items.search_count(posted),
    "in_quarter": items.search_count([*posted, ("date", ">=", days[0]), ("date", "<=", days[1])]),
}
