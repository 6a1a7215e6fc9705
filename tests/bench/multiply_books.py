"""Script for Odoo's shell: copy the posted entries of a database until it holds `items` items.

Booking a million items through Odoo takes hours, so the entries that the demo booked through
Odoo's own methods are copied by INSERT ... SELECT: taxes, accounts, dates, cash-basis entries and
refunds stay as booked; only numbers, names and references differ, and with `partners` the
partners: that many are made here.
With `quarter` every copy is dated within those three months, else within the year as booked.
Nothing is copied twice: a database that holds enough is left alone.
"""

from time import perf_counter

MOVE, LINE, PARTNER = "account_move", "account_move_line", "res_partner"
CARRIED = "account_move_line_account_tax_rel"
EMPTY = {
    MOVE: ("origin_payment_id", "statement_line_id", "tax_cash_basis_origin_move_id"),
    LINE: ("full_reconcile_id", "payment_id", "statement_line_id", "matching_number"),
    PARTNER: (),
}


def copied(table, new):
    """(columns, what a copy holds in them): as there but for `new` and what is empty."""
    env.cr.execute(  # noqa: F821
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' AND is_generated = 'NEVER'",
        [table],
    )
    columns = [name for (name,) in env.cr.fetchall()]  # noqa: F821
    values = [
        new.get(name, "NULL" if name in EMPTY[table] else f'old."{name}"') for name in columns
    ]
    return ", ".join(f'"{name}"' for name in columns), ", ".join(values)


def number(query):
    env.cr.execute(query)  # noqa: F821
    return env.cr.fetchone()[0]  # noqa: F821


def insert(table, new, where):
    names, values = copied(table, new)
    env.cr.execute(  # noqa: F821
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} AS old {where}"
    )


def make_partners(wanted):
    """[first id, count] of the partners that copies are booked on."""
    first = number(f"SELECT MAX(id) + 1 FROM {PARTNER}")
    template = number(
        f"SELECT MIN(id) FROM {PARTNER} WHERE is_company AND vat IS NOT NULL AND parent_id IS NULL"
    )
    new = {
        "id": f"{first} + copy",
        "commercial_partner_id": f"{first} + copy",
        "name": "'Partner ' || copy",
        "complete_name": "'Partner ' || copy",
        "vat": "to_char(100000000 + copy, 'FM999-999-999') || '-00000'",
    }
    insert(
        PARTNER, new, f"CROSS JOIN generate_series(0, {wanted} - 1) AS copy WHERE id = {template}"
    )
    return first, wanted


def copy_entries(copy, span, parties, quarter):
    """One more copy of everything that was booked, `span` = (moves, lines) further on."""
    moves, lines = (f"{copy} * {size}" for size in span)
    day = f"DATE '{quarter}' + (old.date - DATE '2026-01-01') % 92" if quarter else "old.date"
    party = "old.partner_id"
    if parties:
        moved = f"(old.{{0}} * 7919 + {copy} * 104729) % {parties[1]} + {parties[0]}"
        party = f"CASE WHEN old.partner_id IS NOT NULL THEN {moved} END"
    new = {"date": day, "sequence_prefix": f"old.sequence_prefix || 'C{copy}/'"}
    insert(
        MOVE,
        {
            **new,
            "id": f"old.id + {moves}",
            "name": f"old.name || '/C{copy}'",
            "ref": f"old.ref || '/C{copy}'",
            "partner_id": party.format("id"),
            "commercial_partner_id": party.format("id"),
        },
        f"WHERE old.id <= {span[0]} AND old.state = 'posted'",
    )
    insert(
        LINE,
        {
            "date": day,
            "id": f"old.id + {lines}",
            "move_id": f"old.move_id + {moves}",
            "move_name": f"old.move_name || '/C{copy}'",
            "partner_id": party.format("move_id"),
        },
        f"WHERE old.id <= {span[1]} AND old.parent_state = 'posted'",
    )
    env.cr.execute(  # noqa: F821
        f"INSERT INTO {CARRIED} (account_move_line_id, account_tax_id)"
        f" SELECT account_move_line_id + {lines}, account_tax_id FROM {CARRIED}"
        f" JOIN {LINE} AS old ON old.id = account_move_line_id"
        f" WHERE old.id <= {span[1]} AND old.parent_state = 'posted'"
    )


def multiply(items, partners, quarter):
    started = perf_counter()
    booked = f"SELECT COUNT(*) FROM {LINE} WHERE parent_state = 'posted'"
    there = number(booked)
    if there < items:
        parties = make_partners(partners) if partners else None
        span = number(f"SELECT MAX(id) FROM {MOVE}"), number(f"SELECT MAX(id) FROM {LINE}")
        for copy in range(1, -(-items // there)):
            copy_entries(copy, span, parties, quarter)
        for table in (MOVE, LINE, PARTNER):
            env.cr.execute(  # noqa: F821
                f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))"
            )
    env.cr.commit()  # noqa: F821
    # the planner's statistics and visibility map, as autovacuum leaves them
    env.cr._cnx.autocommit = True  # noqa: F821
    for table in (MOVE, LINE, CARRIED, PARTNER):
        env.cr.execute(f"VACUUM ANALYZE {table}")  # noqa: F821
    env.cr._cnx.autocommit = False  # noqa: F821
    return {"items": number(booked), "seconds": perf_counter() - started}


result = multiply(items, partners, quarter)  # noqa: F821
