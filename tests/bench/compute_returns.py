"""Script for Odoo's shell: what `bench_returns.py` measures, `runs` times in turns.

Takes `first`, the first day of the quarter (ISO), and hands back seconds and megabytes.
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


def measure(runs, days):
    company = env.ref("base.main_company")  # noqa: F821
    wanted = works(company, days)
    wanted["2550Q"]()  # caches of the registry, as a server has them
    seconds = {name: [] for name in wanted}
    sizes = [megabytes()]
    for _ in range(runs):
        for name, work in wanted.items():
            env.flush_all()  # noqa: F821
            env.invalidate_all()  # noqa: F821
            started = perf_counter()
            work()
            env.flush_all()  # noqa: F821
            seconds[name].append(perf_counter() - started)
        sizes.append(megabytes())
    return {"seconds": seconds, "megabytes": sizes}


days = quarter(first)  # noqa: F821
posted = [("parent_state", "=", "posted")]
items = env["account.move.line"]  # noqa: F821
result = {
    **measure(runs, days),  # noqa: F821
    "items": items.search_count(posted),
    "in_quarter": items.search_count([*posted, ("date", ">=", days[0]), ("date", "<=", days[1])]),
}
