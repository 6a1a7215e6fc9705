"""Script for Odoo's shell: compute the returns of the booked year that fell due after it.

Leaves in `result` every return of the year: state, boxes, checks, sums of its lists, and its files.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy"))

from local.demo import returns

LEFT = (
    ("1601-C", {"month": "12"}),
    ("2550Q", {"quarter": "4"}),
    ("1601-EQ", {"quarter": "4"}),
    ("1604-C", {}),
    ("1604-E", {}),
)
MEASURES = ("base", "tax", "taxable", "zero_rated", "exempt", "services", "capital_goods", "goods")

company = env.ref("base.main_company")  # noqa: F821
records = env["ipai.bir.return"]  # noqa: F821
preparer = env["res.users"].search([("login", "=", returns.PREPARER)])  # noqa: F821
for form, period in LEFT:
    values = {"form_code": form, "company_id": company.id, "year": year, **period}  # noqa: F821
    wanted = [
        ("form_code" if key == "form_code" else key, "=", value) for key, value in values.items()
    ]
    if not records.search_count(wanted):
        records = records.with_user(preparer)
        found = records.create(values)
        found.action_compute()
        if form == "2550Q":
            found.set_box(returns.ATTRIBUTED, str(found.amount("50B")), note=returns.REASON)


def told(found):
    """One return as plain values."""
    lists = {}
    for line in found.sudo().env["ipai.bir.list.line"].search([("return_id", "=", found.id)]):
        sums = lists.setdefault(line.list_code, dict.fromkeys(("lines", "problems", *MEASURES), 0))
        sums["lines"] += 1
        sums["problems"] += bool(line.problems)
        for name in MEASURES:
            sums[name] = round(sums[name] + line[name], 2)
    return {
        "form": found.form_code,
        "period": found.name.split(" ", 1)[1],
        "date_from": str(found.date_from),
        "date_to": str(found.date_to),
        "state": found.state,
        "boxes": {box.code: str(box._decimal()) for box in found.box_ids if box.kind != "header"},
        "checks": [[c.level, c.code, c.text] for c in found.check_ids],
        "lists": lists,
        "proofs": sorted(found.sudo().proof_ids.mapped("kind")),
    }


whole = records.sudo().search(
    [("company_id", "=", company.id), ("year", "=", year)],  # noqa: F821
    order="date_to, form_code",
)
result = [told(found) for found in whole]
