"""What dbt makes of the books of the small company, to the centavo."""

from decimal import Decimal
from pathlib import Path

import pytest

from sidecar.adapters.postgres import make_pool
from sidecar.transforms import service

VAT = """
    select document, month::text, side, nature, partner, base_amount, vat_amount
    from gold.vat_lines where company_id = {company} order by document, move_line_id
"""
MONTHS = """
    select month::text, revenue, expenses, net_income, output_vat, input_vat, net_vat,
        expense_claims, expense_claim_count, invoice_count, bill_count, entry_count
    from gold.monthly_results where company_id = {company} order by month
"""
POLICY_EXCEPTIONS = """
    select record_id, status, opened_at::text, resolved_at::text
    from gold.exceptions where origin = 'policy' order by record_id
"""
SHUT = Path(__file__).parents[3] / "dbt_finance/tests/layers_are_shut.sql"


def amounts(rows):
    """Rows with decimals as text."""
    return [tuple(str(v) if isinstance(v, Decimal) else v for v in row) for row in rows]


def test_vat_lines(ask):
    tiago = "Kapitan Tiago"
    assert amounts(ask(VAT.format(company=1))) == [
        ("M/1000", "2026-01-01", "output", "vatable", tiago, "1000.00", "0.00"),
        ("M/1000", "2026-01-01", "output", "vatable", None, "0.00", "120.00"),
        ("M/1001", "2026-01-01", "output", "vatable", tiago, "-100.00", "0.00"),
        ("M/1001", "2026-01-01", "output", "vatable", None, "0.00", "-12.00"),
        ("M/1002", "2026-02-01", "input", "goods", "Silangan Fuel", "500.00", "0.00"),
        ("M/1002", "2026-02-01", "input", "goods", None, "0.00", "60.00"),
        ("M/1003", "2026-02-01", "input", "nonresident_services", None, "200.00", "0.00"),
        ("M/1003", "2026-02-01", "input", "nonresident_services", None, "0.00", "24.00"),
        ("M/1004", "2026-02-01", "output", "zero_rated", tiago, "300.00", "0.00"),
        ("M/1008", "2026-03-01", "output", "vatable", tiago, "400.00", "0.00"),
        ("M/1008", "2026-03-01", "output", "vatable", None, "0.00", "48.00"),
    ]


def test_monthly_summary(ask):
    jan, feb, mar = amounts(ask(MONTHS.format(company=1)))
    assert jan == (
        "2026-01-01",
        "900.00",
        "0.00",
        "900.00",
        "108.00",
        "0.00",
        "108.00",
        "1120.00",
        1,
        1,
        0,
        2,
    )
    assert feb == (
        "2026-02-01",
        "700.00",
        "700.00",
        "0.00",
        "0.00",
        "84.00",
        "-84.00",
        "0.00",
        0,
        2,
        2,
        4,
    )
    assert mar == (
        "2026-03-01",
        "0.00",
        "0.00",
        "0.00",
        "48.00",
        "0.00",
        "48.00",
        "0.00",
        0,
        0,
        0,
        1,
    )


def test_finance_expenses(ask):
    rows = amounts(
        ask("""
        select description, employee, department, vendor, vendor_tin, category, currency, status,
            amount_untaxed, vat_amount, amount_total, has_receipt
        from gold.finance_expenses order by expense_id
    """)
    )
    assert rows == [
        (
            "Diesel",
            "Maria Clara",
            "Sales",
            "Silangan Fuel",
            "214-905-663-00000",
            "Fuel",
            "PHP",
            "approved",
            "1000.00",
            "120.00",
            "1120.00",
            True,
        ),
        (
            "Taxi",
            "Maria Clara",
            "Sales",
            None,
            None,
            "Fuel",
            "PHP",
            "draft",
            "300.00",
            "0.00",
            "300.00",
            False,
        ),
    ]


def breach(row, key, **values):
    """A breach of a policy by the expense for diesel, found in the night of 11 January (UTC)."""
    kept = {"expense_id": 60, "company_id": 1, "text": "Diesel", "state": "open"}
    created = {"create_date": "2026-01-11 20:00:00"}
    return row("ipai.expense.breach", key, **kept, **created, **values)


async def test_changes_and_deletions_arrive(warehouse, dbt, ask, bring_in, row, entry):
    gone = [row("account.move", 1001), *(row("account.move.line", 10010 + n) for n in range(3))]
    paid = row(
        "hr.expense",
        60,
        name="Diesel",
        date="2026-01-10",
        employee_id=50,
        company_id=1,
        currency_id=36,
        product_id=30,
        payment_mode="own_account",
        state="done",
        total_amount=2240,
        total_amount_currency=2240,
        tax_amount=240,
        tax_ids=[12],
    )
    new = entry(
        1010,
        {"account_id": 1, "balance": 70},
        {"account_id": 2, "balance": -70},
        date="2026-04-01",
        move_type="out_invoice",
    )
    breaches = [
        breach(row, 5, kind="amount", severity="warn"),
        breach(row, 6, kind="tin", severity="block", withdrawn_at="2026-01-31 16:30:00"),
    ]
    lines = [*gone, paid, row("hr.expense", 61), *new, *breaches]
    await bring_in(warehouse, lines, tx=20)
    pool = make_pool(warehouse)
    async with pool:
        first = await service.build(pool, dbt)
        before = ask(MONTHS.format(company=1))
        again = await service.build(pool, dbt)
    assert first.hi_seq == again.hi_seq
    assert ask(MONTHS.format(company=1)) == before, "a second build changes nothing"
    assert ask("select count(*) from gold.vat_lines where document = 'M/1001'") == [(0,)]
    assert ask("select count(*) from silver.slv_move_lines where move_id = 1001") == [(0,)]
    expenses = ask("""
        select expense_id, status, amount_total, vendor, policy_flag from gold.finance_expenses
    """)
    assert expenses == [(60, "posted", Decimal("2240.00"), None, "over_limit")]
    assert ask(POLICY_EXCEPTIONS) == [
        (5, "open", "2026-01-12", None),
        (6, "resolved", "2026-01-12", "2026-02-01"),
    ], "a breach that was withdrawn is kept with the day of its end"
    jan, *_, apr = amounts(before)
    assert jan[:5] == ("2026-01-01", "1000.00", "0.00", "1000.00", "120.00")
    assert apr[:2] == ("2026-04-01", "70.00")


async def test_a_build_sees_bronze_up_to_its_mark(warehouse, dbt, ask, bring_in, row):
    [(mark,)] = ask("select last_value from bronze.odoo_seq")
    await bring_in(
        warehouse,
        [row("res.partner", 7, name="Don Santiago"), row("res.partner", 70, name="Padre Damaso")],
        tx=20,
    )
    select = ["run", "--select", "slv_partners"]
    name = "select name from silver.slv_partners where partner_id in (7, 70) order by partner_id"
    assert (await dbt.run(select, hi_seq=mark)).success
    assert ask(name) == [("Kapitan Tiago",)]
    assert (await dbt.run(select, hi_seq=mark + 1)).success
    assert len(ask(name)) + (ask(name)[0][0] == "Don Santiago") == 2, "one of the two versions"
    assert (await dbt.run(select)).success
    assert ask(name) == [("Don Santiago",), ("Padre Damaso",)]


@pytest.mark.parametrize("mart", ["vat_lines", "finance_expenses", "monthly_results"])
def test_a_user_sees_claimed_companies_only(ask, source, mart):
    seen = f"select distinct company_id from gold.{mart} order by 1"
    everything = {company for (company,) in ask(seen)}
    assert everything >= {1}
    assert ask(seen, {}) == []
    assert ask(seen, {"company_ids": []}) == []
    assert {company for (company,) in ask(seen, {"company_ids": [1]})} == {1}
    assert {c for (c,) in ask(seen, {"company_ids": [1, 2]})} == everything
    assert {c for (c,) in ask(seen, {"company_ids": [2]})} == everything - {1}
    assert ask(seen, {"company_ids": [1], "source": "0" * 8 + source[8:]}) == []


@pytest.mark.parametrize("relation", ["silver.slv_moves", "bronze.odoo_account_move"])
def test_a_user_sees_no_lower_layer(ask, relation):
    import psycopg

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(f"select count(*) from {relation}", {"company_ids": [1]})


def test_every_relation_is_shut(warehouse, ask):
    query = SHUT.read_text().split("}}\n", 1)[1]
    assert ask(query) == []
    import psycopg

    dsn = warehouse.warehouse_dsn.get_secret_value()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table gold.leak (source uuid, company_id int)")
        connection.execute("create view gold.hole as select * from gold.vat_lines")
        connection.execute("create materialized view gold.copy as select * from gold.vat_lines")
    assert {row[1] for row in ask(query)} == {"leak", "hole", "copy"}
