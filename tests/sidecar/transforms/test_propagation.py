"""However changes and builds alternate, built of changes equals built of everything."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

KEPT = "config.materialized:incremental"
ROUNDS = 10
NAMES = {"name", "vat", "ref", "reference", "ipai_tin"}
AMOUNTS = ("amount", "balance", "debit", "credit", "residual")
STEPS = ("some", "gold first", "whole producer", "one mart", "broken mart", "everything")


class Books:
    """Odoo as far as bronze knows it: the newest image of each record, changed at random."""

    def __init__(
        self, images: list[tuple[str, int, str, dict[str, Any] | None]], seed: int
    ) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.living: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.values: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for table, key, op, payload in images:
            if op == "U" and payload is not None:
                self.living[table.replace("_", ".")][key] = payload
                for name, value in payload.items():
                    self.values[table.replace("_", ".")][name].append(value)
        self.models = sorted(self.living)

    def change(self) -> dict[str, Any]:
        """One record changed, made or deleted, as the synchronisation sends it."""
        model = self.random.choice(self.models)
        keys = sorted(self.living[model])
        key = self.random.choice(keys) if keys else 1
        what = self.random.random()
        if what < 0.12 and len(keys) > 1:
            del self.living[model][key]
            return {"model": model, "id": key, "op": "D"}
        image = dict(self.living[model].get(key) or self._any_image(model))
        if what < 0.3 or not keys:
            key = max(keys, default=0) + self.random.choice([0, 1, 3])
        for name in self.random.sample(sorted(set(image) - {"id"}), k=min(2, len(image) - 1)):
            image[name] = self._value(model, name, image[name])
        image["id"] = key
        self.living[model][key] = image
        return {"model": model, "id": key, "op": "U", "row": image}

    def _any_image(self, model: str) -> dict[str, Any]:
        return {name: self.random.choice(held) for name, held in self.values[model].items()}

    def _value(self, model: str, name: str, old: Any) -> Any:
        others = self.values[model][name]
        if isinstance(old, str) and _is_date(old):
            return (
                date.fromisoformat(old) + timedelta(days=self.random.randint(-70, 70))
            ).isoformat()
        if isinstance(old, str) and name in NAMES and self.random.random() < 0.5:
            return f"{old[:30]} {self.random.randint(1, 99)}"
        if isinstance(old, int | float) and any(word in name for word in AMOUNTS):
            return round(old + self.random.randint(-500, 500) / 4, 2)
        return self.random.choice([None, *others] if name.endswith("_id") else others)


def _is_date(text: str) -> bool:
    return len(text) == 10 and text[4:5] == "-" and text[7:8] == "-"


def newest_images(warehouse) -> list[tuple[str, int, str, dict[str, Any] | None]]:
    found = []
    with psycopg.connect(warehouse.warehouse_dsn.get_secret_value()) as connection:
        tables = connection.execute("""
            select relname from pg_class
            where relnamespace = 'bronze'::regnamespace and relkind in ('r', 'p')
                and relname like 'odoo\\_%' and not relispartition
        """).fetchall()
        for (table,) in tables:
            rows = connection.execute(f"""
                select distinct on (id) id, op::text, payload from bronze.{table}
                order by id, seq desc
            """).fetchall()
            found += [(table.removeprefix("odoo_"), *row) for row in rows]
    return found


def kept_rows(warehouse) -> dict[str, list[str]]:
    """All rows of all tables dbt keeps, as text, in order."""
    with psycopg.connect(warehouse.warehouse_dsn.get_secret_value()) as connection:
        tables = connection.execute("""
            select class.relnamespace::regnamespace::text, class.relname
            from silver.mark
            inner join pg_class as class
                on mark.model = class.relname and class.relkind = 'r'
                and class.relnamespace::regnamespace::text in ('silver', 'gold', 'platinum')
        """).fetchall()
        rows = {}
        for schema, table in tables:
            names = connection.execute(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0"
                " and not attisdropped order by attname",
                [f"{schema}.{table}"],
            ).fetchall()
            columns = ", ".join(f'"{name}"' for (name,) in names)
            rows[f"{schema}.{table}"] = sorted(
                text
                for (text,) in connection.execute(
                    f"select row({columns})::text from {schema}.{table}"
                )
            )
        return rows


def forget_everything(warehouse) -> None:
    """Drop what dbt built, so that the next build knows nothing of the ones before."""
    dsn = warehouse.warehouse_dsn.get_secret_value()
    with psycopg.connect(dsn, autocommit=True) as connection:
        for name in kept_rows(warehouse):
            connection.execute(f"drop table {name} cascade")
        connection.execute("truncate silver.mark, silver.change")


class Builds:
    """Partial builds of all kinds, as people and schedules start them."""

    def __init__(self, warehouse, dbt, source: random.Random) -> None:
        self.warehouse, self.dbt, self.random = warehouse, dbt, source
        names = kept_rows(warehouse)
        self.silver = sorted(name.split(".")[1] for name in names if name.startswith("silver."))
        self.gold = sorted(name.split(".")[1] for name in names if name.startswith("gold."))

    async def step(self) -> str:
        kind = self.random.choice(STEPS)
        if kind == "some":
            await self.run(*self.random.sample(self.silver, k=len(self.silver) // 2))
        elif kind == "gold first":
            await self.run(*self.gold)
        elif kind == "whole producer":
            await self.run(self.random.choice(self.silver), full_refresh=True)
        elif kind == "one mart":
            await self.run(f"+{self.random.choice(self.gold)}")
        elif kind == "broken mart":
            await self._broken(self.random.choice(self.gold))
        else:
            await self.run()
        return kind

    async def run(self, *select: str, full_refresh: bool = False, may_fail: bool = False) -> None:
        chosen = [f"{model},{KEPT}" for model in select] or [KEPT]
        command = ["run", "--select", *chosen, *(["--full-refresh"] if full_refresh else [])]
        hi_seq = None
        if self.random.random() < 0.5:
            with psycopg.connect(self.warehouse.warehouse_dsn.get_secret_value()) as connection:
                [hi_seq] = connection.execute("select silver.complete_seq()").fetchone() or [None]
        outcome = await self.dbt.run(command, hi_seq=hi_seq)
        broken = [f"{r.name}: {r.message}" for r in outcome.results if r.status == "error"]
        assert outcome.success or may_fail, broken

    async def run_all(self) -> None:
        outcome = await self.dbt.run(["run"])
        assert outcome.success, [r.message for r in outcome.results if r.status == "error"]

    async def _broken(self, mart: str) -> None:
        dsn = self.warehouse.warehouse_dsn.get_secret_value()
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(
                f"alter table gold.{mart} add constraint broken check (false) not valid"
            )
            await self.run(may_fail=True)
            connection.execute(f"alter table gold.{mart} drop constraint broken")


def records_with_rules(row) -> list[dict[str, Any]]:
    """Payments, bank lines and rates, some of which break a rule and some of which soon will."""
    lines = []
    for key in range(1, 7):
        day = None if key % 3 == 0 else "2026-02-03"
        company = 1 + key % 2
        amount = 50.0 if key % 2 else -20.0
        paid = {"name": f"P/{key}", "date": day, "company_id": company, "amount": amount}
        lines.append(row("account.payment", key, **paid))
        booked = {"amount": amount, "journal_id": None if key == 4 else company, "move_id": 1}
        lines.append(row("account.bank.statement.line", key, company_id=company, **booked))
        rate = {"name": day, "rate": amount, "currency_id": 36}
        lines.append(row("res.currency.rate", key, company_id=company if key > 3 else None, **rate))
    return lines


@pytest.mark.parametrize("seed", [1, 2])
async def test_changes_and_builds_in_any_order_end_alike(warehouse, dbt, bring_in, row, seed):
    await bring_in(warehouse, records_with_rules(row), tx=99)
    books = Books(newest_images(warehouse), seed)
    builds = Builds(warehouse, dbt, books.random)
    steps = []
    for number in range(ROUNDS):
        changes = {}
        for _ in range(books.random.randint(1, 12)):
            change = books.change()
            changes[change["model"], change["id"]] = change
        await bring_in(warehouse, changes.values(), tx=100 + number)
        steps.append(await builds.step())
    await builds.run()
    built_of_changes = kept_rows(warehouse)
    assert built_of_changes["silver.slv_refusals"], "some records break a rule in the end"
    forget_everything(warehouse)
    # Views went with their tables: they have to be made again as well.
    await builds.run_all()
    built_of_everything = kept_rows(warehouse)
    assert built_of_changes.keys() == built_of_everything.keys()
    for table, rows in built_of_everything.items():
        assert built_of_changes[table] == rows, f"{table} differs after {steps}"
