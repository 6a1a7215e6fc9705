"""A warehouse with the books of a small company, brought in by the writer and built by dbt."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sidecar.adapters.postgres import make_pool, transaction
from sidecar.settings import Settings
from sidecar.sync import store, writer
from sidecar.sync.batches import Description
from sidecar.sync.reader import as_batch
from sidecar.transforms import service
from sidecar.transforms.runner import Dbt
from tests.sidecar.images import pieces_of

SOURCE = "99999999-8888-7777-6666-555555555555"
REPOSITORY = Path(__file__).parents[3]
Line = dict[str, Any]
AT_REST = {"more": False, "settled": True, "behind": {"rows": 0, "seconds": 0}}
OWED = (1, 6)
"""The receivable and the payable account of the books below."""


def row(model: str, key: int, **values: Any) -> Line:
    """A record as Odoo sends it; without values it is gone."""
    if not values:
        return {"model": model, "id": key, "op": "D"}
    return {"model": model, "id": key, "op": "U", "row": {"id": key, **values}}


def entry(
    key: int, *items: dict[str, Any], date: str, company: int = 1, **values: Any
) -> list[Line]:
    """An entry and its journal items (ids: ten times the entry's); nothing of it is paid."""
    owed = sum(item["balance"] for item in items if item["account_id"] in OWED)
    taxed = -sum(item["balance"] for item in items if "tax_line_id" in item)
    move = {"name": f"M/{key}", "state": "posted", "move_type": "entry", "is_storno": False}
    move |= {"amount_total_signed": owed, "amount_residual_signed": owed, "amount_total": abs(owed)}
    move |= {"amount_tax_signed": taxed, "amount_untaxed_signed": owed - taxed}
    move |= {"date": date, "journal_id": company, "company_id": company, **values}
    lines = [row("account.move", key, **move)]
    for number, item in enumerate(items):
        balance = item["balance"]
        line = {
            "move_id": key,
            "parent_state": move["state"],
            "date": date,
            "company_id": company,
            "journal_id": company,
            "debit": max(balance, 0),
            "credit": max(-balance, 0),
            "tax_ids": [],
            "amount_residual": balance if item["account_id"] in OWED else 0,
        }
        lines.append(row("account.move.line", key * 10 + number, **(line | item)))
    return lines


def tax(key: int, tax_class: str | None, amount: float, **values: Any) -> Line:
    use = "sale" if (tax_class or "").startswith("sale") else "purchase"
    given = {"name": f"T{key}", "type_tax_use": use, "amount_type": "percent", "amount": amount}
    given |= {"company_id": 1, "tax_exigibility": "on_invoice", "children_tax_ids": []}
    if tax_class:
        given["ipai_tax_class"] = tax_class
    return row("account.tax", key, **given | values)


def share(key: int, tax_id: int, factor: float = 100) -> Line:
    return row(
        "account.tax.repartition.line",
        key,
        tax_id=tax_id,
        repartition_type="tax",
        document_type="invoice",
        factor_percent=factor,
        account_id=5,
    )


def opening() -> list[Line]:
    """The books: what each entry is there for stands beside it."""
    accounts = {1: "asset_receivable", 2: "income", 3: "liability_current", 4: "expense"}
    accounts |= {5: "asset_current", 6: "liability_payable"}
    lines = [
        row("res.company", 1, name="Mabini Trading", currency_id=36, partner_id=1, active=True),
        row("res.company", 2, name="Rizal Services", currency_id=36, partner_id=2, active=True),
        row("res.currency", 36, name="PHP", symbol="₱", active=True, decimal_places=2),
        row("res.partner", 7, name="Kapitan Tiago", vat="123-456-789-00000", is_company=True),
        row("res.partner", 8, name="Silangan Fuel", vat="214-905-663-00000", is_company=True),
        row("res.partner", 9, name="Maria Clara", is_company=False),
        *(
            row("account.journal", key, name="General", code="GEN", type="general", company_id=key)
            for key in (1, 2)
        ),
        *(
            row(
                "account.account",
                key,
                name=f"A{key}",
                code_store={"1": f"10{key}"},
                company_ids=[1, 2],
                account_type=kind,
            )
            for key, kind in accounts.items()
        ),
        tax(10, "sale_vatable", 12),
        tax(11, "sale_zero_rated", 0),
        tax(12, "purchase_goods", 12),
        tax(13, None, 0, amount_type="group", children_tax_ids=[12]),
        tax(14, "purchase_nonresident_services", 12),
        tax(15, "sale_vatable", 12, tax_exigibility="on_payment"),
        share(100, 10),
        share(101, 12),
        share(102, 14),
        share(103, 14, -100),
        share(104, 15),
        row("product.template", 20, name="Fuel", can_be_expensed=True, active=True),
        row("product.product", 30, product_tmpl_id=20, active=True),
        row("hr.department", 40, name="Sales", company_id=1, active=True),
        row("hr.employee", 50, name="Maria Clara", company_id=1, department_id=40, active=True),
        row(
            "hr.expense",
            60,
            name="Diesel",
            date="2026-01-10",
            employee_id=50,
            company_id=1,
            currency_id=36,
            product_id=30,
            payment_mode="own_account",
            state="approved",
            vendor_id=8,
            total_amount=1120,
            total_amount_currency=1120,
            tax_amount=120,
            tax_ids=[12],
            ipai_tin="214-905-663-00000",
            message_main_attachment_id=5,
        ),
        row(
            "hr.expense",
            61,
            name="Taxi",
            date="2026-02-10",
            employee_id=50,
            company_id=1,
            currency_id=36,
            product_id=30,
            payment_mode="own_account",
            state="reported",
            total_amount=300,
            total_amount_currency=300,
            tax_amount=0,
            tax_ids=[],
        ),
    ]
    sale = {"account_id": 2, "tax_ids": [10], "partner_id": 7}
    # A sale, and a part of it given back five days later.
    lines += entry(
        1000,
        {"account_id": 1, "balance": 1120},
        sale | {"balance": -1000},
        {"account_id": 3, "balance": -120, "tax_line_id": 10, "tax_repartition_line_id": 100},
        date="2026-01-15",
        move_type="out_invoice",
    )
    lines += entry(
        1001,
        {"account_id": 1, "balance": -112},
        sale | {"balance": 100},
        {"account_id": 3, "balance": 12, "tax_line_id": 10, "tax_repartition_line_id": 100},
        date="2026-01-20",
        move_type="out_refund",
    )
    # A purchase taxed by a group of taxes, made from an expense: the employee is its partner.
    lines += entry(
        1002,
        {"account_id": 4, "balance": 500, "tax_ids": [13], "partner_id": 9, "expense_id": 60},
        {"account_id": 5, "balance": 60, "tax_line_id": 12, "tax_repartition_line_id": 101},
        {"account_id": 6, "balance": -560},
        date="2026-02-03",
        move_type="in_invoice",
    )
    # A service from abroad: the tax is charged and deducted at once.
    lines += entry(
        1003,
        {"account_id": 4, "balance": 200, "tax_ids": [14]},
        {"account_id": 5, "balance": 24, "tax_line_id": 14, "tax_repartition_line_id": 102},
        {"account_id": 3, "balance": -24, "tax_line_id": 14, "tax_repartition_line_id": 103},
        {"account_id": 6, "balance": -200},
        date="2026-02-05",
        move_type="in_invoice",
    )
    lines += entry(
        1004,
        {"account_id": 1, "balance": 300},
        {"account_id": 2, "balance": -300, "tax_ids": [11], "partner_id": 7},
        date="2026-02-06",
        move_type="out_invoice",
    )
    # A draft counts nowhere.
    lines += entry(
        1005,
        {"account_id": 1, "balance": 999},
        sale | {"balance": -999},
        date="2026-02-07",
        move_type="out_invoice",
        state="draft",
    )
    lines += entry(
        1006,
        {"account_id": 1, "balance": 56},
        sale | {"balance": -50},
        {"account_id": 3, "balance": -6, "tax_line_id": 10, "tax_repartition_line_id": 100},
        date="2026-02-08",
        company=2,
        move_type="out_invoice",
    )
    # A tax due on payment: not with the invoice in February, but with its entry in March.
    lines += entry(
        1007,
        {"account_id": 1, "balance": 448},
        {"account_id": 2, "balance": -400, "tax_ids": [15], "partner_id": 7},
        {"account_id": 3, "balance": -48, "tax_line_id": 15, "tax_repartition_line_id": 104},
        date="2026-02-09",
        move_type="out_invoice",
        always_tax_exigible=False,
    )
    lines += entry(
        1008,
        {"account_id": 2, "balance": 400},
        {"account_id": 2, "balance": -400, "tax_ids": [15], "partner_id": 7},
        {"account_id": 3, "balance": 48},
        {"account_id": 3, "balance": -48, "tax_line_id": 15, "tax_repartition_line_id": 104},
        date="2026-03-01",
        tax_cash_basis_rec_id=3,
        always_tax_exigible=False,
    )
    return lines


async def bring_in(settings: Settings, lines: Iterable[Line], *, tx: int) -> None:
    """Write lines into bronze as a batch of the synchronisation."""
    tables = [
        path.stem.removeprefix("brz_odoo__")
        for path in (REPOSITORY / "dbt_finance/models/bronze").glob("brz_odoo__*.sql")
    ]
    models = {table.replace("_", "."): table for table in tables}
    pool = make_pool(settings)
    async with pool, transaction(pool) as connection:
        cursor, _before = await store.register_source(
            connection,
            Description(odoo_version="18.0", database="books", database_uuid=SOURCE, tables=[]),
        )
        pieces, body = pieces_of(lines, models)
        read = {"source": SOURCE, "origin": "o", "tx": tx, "cursor": f"at {tx}"}
        batch = as_batch({**read, **AT_REST, "pieces": pieces, "body": body})
        await writer.apply(connection, batch, asked_with=cursor)


def _settings(dsn: str, folder: Path) -> Settings:
    return Settings(
        environment="development",
        warehouse_dsn=dsn,
        dbt_project_dir=REPOSITORY / "dbt_finance",
        dbt_build_dir=folder,
    )


async def _first_build(settings: Settings) -> None:
    await bring_in(settings, opening(), tx=10)
    dbt, pool = Dbt(settings), make_pool(settings)
    try:
        async with pool:
            await service.build(pool, dbt)
    finally:
        await dbt.close()


@pytest.fixture(scope="session")
def built_database(
    server_dsn: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Name of a database whose books were built; nobody connects to it."""
    name = f"{template_database}_books"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template_database)
            )
        )
        try:
            settings = _settings(
                make_conninfo(server_dsn, dbname=name), tmp_path_factory.mktemp("dbt")
            )
            asyncio.run(_first_build(settings))
            yield name
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def warehouse(server_dsn: str, built_database: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a copy of the built warehouse that only this test has."""
    name = f"{built_database}_copy"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(built_database)
            )
        )
        yield _settings(make_conninfo(server_dsn, dbname=name), tmp_path / "dbt")
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
async def dbt(warehouse: Settings):
    """The dbt of that warehouse."""
    made = Dbt(warehouse)
    yield made
    await made.close()


@pytest.fixture
def ask(warehouse: Settings) -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of a query; with claims, which the warehouse signs, in that role; else as the owner."""

    def rows(
        query: str, claims: dict[str, Any] | None = None, role: str = "finance"
    ) -> list[tuple[Any, ...]]:
        dsn = warehouse.warehouse_dsn.get_secret_value()
        assert conninfo_to_dict(dsn)["dbname"]
        with psycopg.connect(dsn) as connection:
            if claims is not None:
                connection.execute(
                    "select set_config('ipai.claims', security.sign(%s), true)",
                    [json.dumps({"role": role, **claims})],
                )
                connection.execute(f"set local role {role}")
            return connection.execute(query).fetchall()

    return rows


@pytest.fixture(name="bring_in")
def bring_in_fixture() -> Callable[..., Any]:
    return bring_in


@pytest.fixture(name="row")
def row_fixture() -> Callable[..., Line]:
    return row


@pytest.fixture(name="entry")
def entry_fixture() -> Callable[..., list[Line]]:
    return entry


@pytest.fixture
def source() -> str:
    return SOURCE
