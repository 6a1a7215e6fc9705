"""Script for Odoo's shell: create and post `entries` bills, with the triggers and without.

Hands back {"with": seconds of each round, "without": the same}; nothing is kept.
"""

from time import perf_counter

TABLES = ("account_move", "account_move_line", "account_move_line_account_tax_rel")


def switch(state):
    for table in TABLES:
        for event in ("insert", "update", "delete", "truncate"):
            env.cr.execute(f"ALTER TABLE {table} {state} TRIGGER ipai_bir_{event}")  # noqa: F821


def bills(number):
    """Values of bills as the demo's own posted ones are."""
    found = env["account.move"].search(  # noqa: F821
        [("move_type", "=", "in_invoice"), ("state", "=", "posted")], limit=20
    )
    return [
        {
            "move_type": "in_invoice",
            "partner_id": bill.partner_id.id,
            "invoice_date": "2026-08-20",
            "date": "2026-08-20",
            "journal_id": bill.journal_id.id,
            "ref": f"B{place}",
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": line.name or "Goods",
                        "quantity": 1,
                        "price_unit": line.price_unit,
                        "account_id": line.account_id.id,
                        "tax_ids": [(6, 0, line.tax_ids.ids)],
                    },
                )
                for line in bill.invoice_line_ids
            ],
        }
        for place in range(number)
        for bill in [found[place % len(found)]]
    ]


def post(values):
    started = perf_counter()
    for one in values:
        env["account.move"].create(one).action_post()  # noqa: F821
    env.flush_all()  # noqa: F821
    return perf_counter() - started


def measure(number, rounds):
    values = bills(number)
    found = {"with": [], "without": []}
    for place in range(rounds):
        turns = ("with", "without") if place % 2 else ("without", "with")
        for name in turns:
            switch("ENABLE" if name == "with" else "DISABLE")
            found[name].append(post(values))
            env.cr.rollback()  # noqa: F821
            env.invalidate_all()  # noqa: F821
    return found


result = measure(entries, rounds)  # noqa: F821
