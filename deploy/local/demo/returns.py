"""The returns of the booked year: prepared, reviewed, filed, paid and booked by the demo's people.

Everything that fell due within the books is filed, but for `TO_DO`: those returns the story leaves
to whoever opens the demo.
"""

from collections.abc import Iterator
from datetime import date

from .company import Foundation
from .plan import month_end
from .records import Window

PREPARER, REVIEWER = "jose.reyes", "maria.santos"
TO_DO = {("1601-C", "month", "10"), ("1601-EQ", "quarter", "3"), ("2550Q", "quarter", "3")}
"""What the accountant has not come to by the last day of the demo's books."""
UNBOOKED = ("1702Q",)
"""Forms whose tax is booked by an entry of its own, not by one their return proposes."""
ATTRIBUTED = "S2.2T"
REASON = "Handbooks are sold beside the services: no purchase serves exempt sales alone."
ACCEPTED = {
    "certificates": "The customers were asked for their certificates; what they withheld is clear.",
    "list_lines": "The list is completed before its file is sent.",
}
LOOKED_AT = "Looked at with the accountant: as it should be."


def file_returns(base: Foundation, window: Window) -> None:
    """Register the company's forms and file what fell due, in the order it fell due."""
    people = {login: base.env.ref("base.user_admin") for login in (PREPARER, REVIEWER)}
    people |= {
        user.login: user for user in base.env["res.users"].search([("login", "in", list(people))])
    }
    preparer, reviewer = people[PREPARER], people[REVIEWER]
    base.chart.settle_returns()
    register(base, preparer, reviewer, window)
    for form, period in periods(window):
        if window.is_whole or (form, *period) not in TO_DO:
            file_return(base, preparer, reviewer, window, form, dict([period]))
    for quarter in range(1, len(window.closed_months) // 3 + 1):
        certify(base, preparer, reviewer, window, str(quarter))


def register(base: Foundation, preparer, reviewer, window: Window) -> None:
    """The usual forms of a VAT corporation, from the first day of the books."""
    registrations = base.env["ipai.bir.registration"].with_user(reviewer)
    registrations.action_propose()
    registrations.search([("company_id", "=", base.company.id)]).write(
        {
            "date_from": date(window.year, 1, 1),
            "owner_id": preparer.id,
            "reviewer_id": reviewer.id,
        }
    )


def periods(window: Window) -> Iterator[tuple[str, tuple[str, str]]]:
    """Form and period of every return of the closed months, in the order they fall due."""
    for month in window.closed_months:
        yield "1601-C", ("month", str(month))
        if month % 3:
            yield "0619-E", ("month", str(month))
            continue
        quarter = str(month // 3)
        yield "2550Q", ("quarter", quarter)
        yield "1601-EQ", ("quarter", quarter)
        if quarter != "4":
            yield "1702Q", ("quarter", quarter)


def file_return(base, preparer, reviewer, window: Window, form: str, period: dict) -> None:
    """One return through its whole life, unless it falls due after the books end."""
    company = base.company
    values = {"form_code": form, "company_id": company.id, "year": window.year, **period}
    found = base.env["ipai.bir.return"].with_user(preparer).create(values)
    due = found.form_id._due_date(company, found.date_to)
    if due > min(window.last_day, date.today()):
        found.unlink()
        return
    prepare(found)
    approve(found.with_user(reviewer), form, due)
    if form not in UNBOOKED and found.state == "paid":
        found.action_propose_entries()
        found.sudo().entry_ids.action_post()


def prepare(found) -> None:
    """Type what only a person knows, compute, and answer the warnings."""
    if found.form_code == "2550Q" and found.quarter == "1":
        found.set_box("38B", "0.00", note="The company was registered in this year.")
    found.action_compute()
    if found.form_code == "2550Q":
        found.set_box(ATTRIBUTED, str(found.amount("50B")), note=REASON)
    for check in found._open_checks().filtered(lambda check: check.level == "warning"):
        check.accept(ACCEPTED.get(check.code, LOOKED_AT))


def approve(found, form: str, on: date) -> None:
    """Review, file and pay, as the finance manager does."""
    found.action_review()
    found.file(f"{form}-{found.date_to:%y%m%d}", filed_on=on, channel="efps")
    if form not in UNBOOKED and found.amount_payable > 0:
        found.mark_paid(on, f"LBP-{form}-{on:%y%m%d}", bank="Land Bank of the Philippines")


def certify(base, preparer, reviewer, window: Window, quarter: str) -> None:
    """Give every vendor the certificate (2307) of what was withheld in a quarter."""
    obligation = base.env["ipai.bir.obligation"].search(
        [
            ("company_id", "=", base.company.id),
            ("form_id.code", "=", "2307"),
            ("date_to", "=", month_end(window, 3 * int(quarter))),
        ]
    )
    if obligation.due_date > min(window.last_day, date.today()):
        return
    certificates = base.env["ipai.bir.certificate"].with_user(preparer)
    certificates.make(base.company, "2307", window.year, quarter)["made"].action_issue()
    obligation.with_user(reviewer).record_filing(
        "Handed over with the payment advice", obligation.due_date
    )
