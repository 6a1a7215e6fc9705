"""Readers of gold during fifty rebuilds: no error, no month in part, no row of another company."""

import json
import threading
import time
from decimal import Decimal

import psycopg

REBUILDS = 50
READERS = 3
REBUILT = ("vat_lines", "finance_expenses")
CLAIMS = {"role": "finance", "company_ids": [1]}
# One month of company 1: four items, whose VAT is 12 % of their base in every committed state.
MONTH = """
    select count(*), sum(base_amount) * 0.12 = sum(vat_amount), array_agg(distinct company_id)
    from gold.{relation} where month = '2026-01-01'
"""


class Reader(threading.Thread):
    """Reads as a signed-in user of one company until told to stop; keeps what was wrong."""

    def __init__(self, dsn: str, marts: list[str], ends: threading.Event) -> None:
        super().__init__()
        self.dsn, self.marts, self.ends = dsn, marts, ends
        self.reads = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        try:
            with psycopg.connect(self.dsn, autocommit=True) as connection:
                while not self.ends.is_set():
                    with connection.transaction():
                        self.look(connection)
                    time.sleep(0.05)
        except psycopg.Error as error:
            self.wrong.append(f"{type(error).__name__}: {error}")

    def look(self, connection: psycopg.Connection) -> None:
        connection.execute("set transaction isolation level repeatable read")
        connection.execute(
            "select set_config('ipai.claims', security.sign(%s), true)", [json.dumps(CLAIMS)]
        )
        connection.execute("set local role finance")
        for relation in ("vat_lines", "vat_seen", "vat_lines"):
            month = connection.execute(MONTH.format(relation=relation)).fetchone()
            if month != (4, True, [1]):
                self.wrong.append(f"{relation}: {month}")
        for mart in self.marts:
            companies = connection.execute(
                f"select coalesce(array_agg(distinct company_id), '{{}}') from gold.{mart}"
            ).fetchone()
            if companies not in [([1],), ([],)]:
                self.wrong.append(f"{mart}: {companies}")
        self.reads += 1


def sale(entry, number: int):
    """The sale of January with another amount, and the other company's."""
    amount = 1000 + number
    vat = float(Decimal(amount) * Decimal("0.12"))
    tax = {"account_id": 3, "balance": -vat, "tax_line_id": 10, "tax_repartition_line_id": 100}
    items = (
        {"account_id": 1, "balance": amount + vat},
        {"account_id": 2, "tax_ids": [10], "partner_id": 7, "balance": -amount},
        tax,
    )
    return [
        *entry(1000, *items, date="2026-01-15", move_type="out_invoice"),
        *entry(1006, *items, date="2026-01-08", company=2, move_type="out_invoice"),
    ]


async def test_readers_during_fifty_rebuilds(warehouse, dbt, ask, bring_in, entry):
    dsn = warehouse.warehouse_dsn.get_secret_value()
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute(
            "create view gold.vat_seen with (security_invoker = true) as"
            " select company_id, month, base_amount, vat_amount from gold.vat_lines"
        )
        owner.execute("grant select on gold.vat_seen to finance")
        marts = [
            name
            for (name,) in owner.execute("""
                select mark.model from silver.mark
                inner join information_schema.columns as held
                    on held.table_schema = 'gold' and held.table_name = mark.model
                    and held.column_name = 'company_id'
            """)
        ]
    identity = "select oid, relfilenode from pg_class where oid = 'gold.vat_lines'::regclass"
    before = ask(identity)
    ends = threading.Event()
    readers = [Reader(dsn, marts, ends) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for number in range(REBUILDS):
            await bring_in(warehouse, sale(entry, number), tx=100 + number)
            command = ["run", "--select", "slv_moves", "slv_move_lines", *REBUILT]
            outcome = await dbt.run(command + ["--full-refresh"] * (number % 2))
            assert outcome.success, [r.message for r in outcome.results if r.status == "error"]
    finally:
        ends.set()
        for reader in readers:
            reader.join()
    assert [wrong for reader in readers for wrong in reader.wrong] == []
    assert sum(reader.reads for reader in readers) > 10 * REBUILDS
    assert set(REBUILT) <= set(marts)
    assert ask(identity) == before, "the relation itself stays"
    newest = ask("select base_amount from gold.vat_lines where move_id = 1000 and base_amount > 0")
    assert newest == [(Decimal(1000 + REBUILDS - 1),)]
