"""Script for Odoo's shell: compute the demo's 2550Q `runs` times and hand back the seconds."""

from time import perf_counter

first, last = "2026-07-01", "2026-09-30"
company = env.ref("base.main_company")  # noqa: F821
returns = env["ipai.bir.return"]  # noqa: F821
period = [("company_id", "=", company.id), ("date_from", "=", first), ("date_to", "=", last)]
values = {"form_code": "2550Q", "company_id": company.id, "date_from": first, "date_to": last}
found = returns.search(period, limit=1) or returns.create(values)
computing = []
for _ in range(runs):  # noqa: F821
    env.invalidate_all()  # noqa: F821
    started = perf_counter()
    found.action_compute()
    env.flush_all()  # noqa: F821
    computing.append(perf_counter() - started)
items = env["account.move.line"]  # noqa: F821
result = {
    "computing": computing,
    "items": items.search_count([]),
    "in_quarter": items.search_count([("date", ">=", first), ("date", "<=", last)]),
}
