"""A whole year of the demo company: every return computes, and they agree with each other.

The year is booked with all its payroll, each return that fell due in it is prepared, reviewed,
filed and paid; the rest is computed here. What they say is held against SQL of this file.
"""

import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy"))

from local import databases, odoo_source  # noqa: E402
from local.demo import plan  # noqa: E402
from local.odoo import Odoo  # noqa: E402
from local.odoo_database import Database  # noqa: E402
from local.secrets_file import Secrets  # noqa: E402

YEAR = 2025
DATABASE = f"year_{os.environ.get('IPAI_INSTANCE', 'e2e')}"
BOOK = REPOSITORY / "deploy/local/demo/book.py"
RETURNS = Path(__file__).with_name("year_returns.py")
TRUE_WARNINGS = {
    "certificates": "select count(*) = 0 from ipai_bir_certificate where direction = 'received'",
    "list_lines": "select count(*) > 0 from ipai_bir_list_line where problems is not null",
    "payroll_year": "select count(*) > 0 from ipai_bir_compensation where tax_withheld < 0",
}
"""Warnings the books deserve, each with the SQL that says whether it is true."""
TAX = """
    select coalesce(sum(-line.balance), 0) from account_move_line line
    join account_tax tax on tax.id = line.tax_line_id
    where line.parent_state = 'posted' and line.date between %s and %s
      and tax.ipai_tax_class = any(%s)
"""
BASE = """
    select coalesce(sum(-line.balance), 0) from account_move_line line
    where line.parent_state = 'posted' and line.date between %s and %s and exists (
        select from account_move_line_account_tax_rel carried
        join account_tax tax on tax.id = carried.account_tax_id
        where carried.account_move_line_id = line.id and tax.ipai_tax_class = any(%s))
"""
PAYROLL = """
    select coalesce(sum(line.credit), 0) from account_move_line line
    join account_move move on move.id = line.move_id
    where line.account_id = (
        select ipai_compensation_withholding_account_id from res_company
        where id = line.company_id)
      and line.parent_state = 'posted' and move.ipai_bir_return_id is null
      and line.date between %s and %s
"""


def session(database: str) -> psycopg.Connection:
    server = os.environ.get("IPAI_TEST_POSTGRES_DSN")
    if not server:
        pytest.fail("Set IPAI_TEST_POSTGRES_DSN or run `make test`.", pytrace=False)
    return psycopg.connect(make_conninfo(server, dbname=database), autocommit=True)


@pytest.fixture(scope="module")
def year() -> list[dict[str, Any]]:
    """Every return of the year, from a database of its own; kept while the code is the same."""
    secrets = Secrets()
    with databases.in_use(secrets) as server:
        odoo = Odoo(odoo_source.find(), server, secrets)
        odoo.prepare()
        if booked_by() not in (None, plan.code_digest()):
            odoo.drop_database(DATABASE)
        Database(odoo, DATABASE).ensure()
        last_day = f"{YEAR}-12-31"
        odoo.run_script(DATABASE, BOOK, seed=2026, scale=1, passwords={}, last_day=last_day)
        return odoo.run_script(DATABASE, RETURNS, year=YEAR)


def booked_by() -> str | None:
    """Digest of the code that booked the database; None without books or database."""
    with session("postgres") as server:
        if not server.execute(
            "select 1 from pg_database where datname = %s", [DATABASE]
        ).fetchone():
            return None
    with session(DATABASE) as books:
        row = books.execute(
            "select value::json ->> 'code' from ir_config_parameter where key = 'ipai_demo.books'"
        ).fetchone()
    return row[0] if row else None


def of(year, form: str) -> list[dict[str, Any]]:
    return [found for found in year if found["form"] == form]


def box(found, code: str) -> Decimal:
    return Decimal(found["boxes"][code])


def summed(found, name: str, measure: str) -> Decimal:
    return Decimal(str(found["lists"].get(name, {}).get(measure, 0)))


def ledger(query: str, found, *classes: str) -> Decimal:
    with session(DATABASE) as books:
        values = [found["date_from"], found["date_to"], *([list(classes)] if classes else [])]
        return books.execute(query, values).fetchone()[0]


def test_every_return_of_the_year_is_there(year):
    assert Counter(found["form"] for found in year) == {
        **{"1601-C": 12, "0619-E": 8, "1601-EQ": 4, "2550Q": 4},
        **{"1702Q": 3, "1604-C": 1, "1604-E": 1},
    }
    states = Counter(found["state"] for found in year)
    assert states["draft"] == 0
    assert states["paid"] >= 24


def test_no_warning_is_untrue(year):
    for found in year:
        for level, code, text in found["checks"]:
            assert level != "error", (found["form"], found["period"], text)
            if level == "warning":
                assert code in TRUE_WARNINGS, (found["form"], found["period"], text)
                with session(DATABASE) as books:
                    assert books.execute(TRUE_WARNINGS[code]).fetchone() == (True,), text


def test_the_withholding_of_a_quarter_is_its_months_and_the_rest(year):
    months = {found["period"]: box(found, "14") for found in of(year, "0619-E")}
    assert all(months.values())
    for quarter, found in enumerate(of(year, "1601-EQ")):
        first, second = list(months.values())[2 * quarter : 2 * quarter + 2]
        assert (box(found, "20"), box(found, "21")) == (first, second)
        assert box(found, "19") == first + second + box(found, "26")
        assert box(found, "19") == ledger(TAX, found, "withholding_expanded")
        assert summed(found, "qap", "tax") == box(found, "19")


def test_the_vat_of_each_quarter_is_that_of_the_ledger_and_of_the_lists(year):
    sales, taxable = ("sale_vatable", "sale_government"), "taxable"
    for found in of(year, "2550Q"):
        assert box(found, "31A") == ledger(BASE, found, *sales)
        assert box(found, "31B") == ledger(TAX, found, *sales)
        assert summed(found, "sls", taxable) == box(found, "31A")
        assert summed(found, "sls", "tax") == box(found, "31B")
        assert summed(found, "sls", "zero_rated") == box(found, "32A")
        assert summed(found, "sls", "exempt") == box(found, "33A")
        assert summed(found, "slp", "tax") == box(found, "44B") + box(found, "45B")


def test_compensation_is_what_payroll_booked_and_the_year_what_its_months_were(year):
    months = of(year, "1601-C")
    for found in months:
        assert box(found, "25") == ledger(PAYROLL, found) > 0
    [annual] = of(year, "1604-C")
    assert box(annual, "S1.T5") == sum(box(found, "25") for found in months)
    assert box(annual, "A7") == box(annual, "A5")


def test_the_alphalist_of_the_year_is_the_four_of_its_quarters(year):
    [annual] = of(year, "1604-E")
    quarters = of(year, "1601-EQ")
    for measure in ("base", "tax"):
        total = sum(summed(found, "qap", measure) for found in quarters)
        assert summed(annual, "alphalist_1604e", measure) == total > 0


def test_what_was_filed_kept_its_proof(year):
    for found in year:
        if found["state"] in ("filed", "paid"):
            assert {"sheet", "lines", "pdf", "xlsx"} <= set(found["proofs"]), found["period"]
    filed = [found for found in of(year, "1601-EQ") if found["state"] == "paid"]
    assert all("dat" in found["proofs"] for found in filed)
