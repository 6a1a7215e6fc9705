"""`make demo ARGS=--once` holds, and every figure it prints is what Odoo and gold hold.

The truth is read by queries of this file, not by those of the demo.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx
import jwt
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from rapidfuzz import fuzz

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy"))

from local import databases, odoo_source  # noqa: E402
from local.demo import plan  # noqa: E402
from local.demo.records import MARK, QUARTER  # noqa: E402
from local.odoo import Odoo  # noqa: E402
from local.odoo_database import Database  # noqa: E402
from local.secrets_file import Secrets  # noqa: E402

DEMO = REPOSITORY / "deploy/local/demo"
SAMPLES = DEMO / "samples"
REAL_RECEIPTS = REPOSITORY.parent / "shared/data/receipts/ph_synth_dev"
INSTANCE = os.environ.get("IPAI_INSTANCE", "e2e")
ODOO, WAREHOUSE, TWIN = f"workbench_{INSTANCE}", f"warehouse_{INSTANCE}", f"twin_{INSTANCE}"
RUN_SECONDS = 1800
FEW = 8
FLOOR = 0.75
"""Share of the values of receipts nobody tuned on that has to be right."""

SALES = """
    select round(sum(-line.balance), 2) as base from account_move_line line
    where line.parent_state = 'posted' and line.date between %s and %s and exists (
        select from account_move_line_account_tax_rel carried
        join account_tax tax on tax.id = carried.account_tax_id
        where carried.account_move_line_id = line.id and tax.ipai_tax_class = any(%s))
"""
TAX = """
    select round(sum(-line.balance), 2) from account_move_line line
    join account_tax tax on tax.id = line.tax_line_id
    where line.parent_state = 'posted' and line.date between %s and %s
      and tax.ipai_tax_class = any(%s)
"""
MONTHS = """
    select to_char(line.date, 'YYYY-MM') as month,
        sum(-line.balance) filter (where account.account_type in ('income', 'income_other')),
        sum(line.balance) filter (where account.account_type like 'expense%')
    from account_move_line line join account_account account on account.id = line.account_id
    where line.parent_state = 'posted' group by 1 order by 1
"""
GOLD_MONTHS = """
    select to_char(month, 'YYYY-MM'), revenue, expenses from gold.monthly_results
    where revenue <> 0 or expenses <> 0 order by 1
"""


@dataclass(frozen=True)
class Told:
    """One run of the demo: exit code and what it printed."""

    code: int
    text: str

    def amounts(self, item: str) -> list[Decimal | None]:
        """The two amounts in the row of an item of the 2550Q."""
        [row] = re.findall(rf"^ +{item}  .*?  +([\d,.-]+)  +([\d,.-]+)  +[\d,-]+$", self.text, re.M)
        return [None if cell == "-" else Decimal(cell.replace(",", "")) for cell in row]


def run_demo() -> Told:
    done = subprocess.run(
        [sys.executable, "deploy/local", "demo", "--once"],
        cwd=REPOSITORY,
        env=os.environ | {"IPAI_INSTANCE": INSTANCE},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    return Told(done.returncode, done.stdout)


def session(database: str) -> psycopg.Connection:
    server = os.environ.get("IPAI_TEST_POSTGRES_DSN")
    if not server:
        pytest.fail("Set IPAI_TEST_POSTGRES_DSN or run `make test`.", pytrace=False)
    return psycopg.connect(make_conninfo(server, dbname=database), autocommit=True)


def mark_of(database: str) -> dict | None:
    """What a database remembers of its books; None without books or without the database."""
    with session("postgres") as server:
        if not server.execute(
            "select 1 from pg_database where datname = %s", [database]
        ).fetchone():
            return None
    with session(database) as books:
        row = books.execute(
            "select value from ir_config_parameter where key = %s", [MARK]
        ).fetchone()
    return json.loads(row[0]) if row else None


def is_outdated(database: str) -> bool:
    mark = mark_of(database)
    return mark is not None and mark.get("code") != plan.code_digest()


@pytest.fixture(scope="module")
def told() -> Told:
    """The demo on the instance of the tests; books of an older tree are thrown away before."""
    if is_outdated(ODOO):
        subprocess.run(
            [sys.executable, "deploy/local", "db-reset"],
            cwd=REPOSITORY,
            env=os.environ | {"IPAI_INSTANCE": INSTANCE},
            check=True,
        )
    return run_demo()


def test_every_step_holds(told):
    assert told.code == 0, told.text
    assert "Every step held" in told.text
    assert "Did not hold" not in told.text


def test_it_reads_well_in_a_terminal(told):
    report = told.text[told.text.index("Receipts read into expenses") :].splitlines()
    assert max(map(len, report)) <= 100
    assert all(line.isascii() or "ñ" in line for line in report)


def test_the_return_says_what_the_ledger_says(told):
    """Items 31 to 33 and the output tax, by SQL of our own on the journal items."""
    classes = {
        "31": ["sale_vatable", "sale_government"],
        "32": ["sale_zero_rated"],
        "33": ["sale_exempt"],
    }
    with session(ODOO) as books:
        for item, wanted in classes.items():
            [base] = books.execute(SALES, [*QUARTER, wanted]).fetchone()
            assert told.amounts(item)[0] == base
        [tax] = books.execute(TAX, [*QUARTER, classes["31"]]).fetchone()
    assert told.amounts("31")[1] == tax
    payable = told.amounts("61")[1]
    assert payable == told.amounts("37")[1] - told.amounts("60")[1]
    assert payable > 0


def test_gold_has_every_month_of_the_ledger(told):
    with session(ODOO) as books, session(WAREHOUSE) as gold:
        ledger = [(m, r or 0, e or 0) for m, r, e in books.execute(MONTHS).fetchall()]
        assert gold.execute(GOLD_MONTHS).fetchall() == [row for row in ledger if any(row[1:])]


def test_each_sample_is_one_expense(told):
    """The file is attached to exactly one expense: right, or marked for a person to look at."""
    labels = json.loads((SAMPLES / "labels.json").read_text())
    with session(ODOO) as books:
        for label in labels:
            content = (SAMPLES / label["file"]).read_bytes()
            rows = books.execute(
                "select expense.total_amount_currency, expense.ipai_state, attachment.file_size"
                " from ir_attachment attachment join hr_expense expense"
                " on attachment.res_model = 'hr.expense' and attachment.res_id = expense.id"
                " where attachment.checksum = %s",
                [hashlib.sha1(content, usedforsecurity=False).hexdigest()],
            ).fetchall()
            assert len(rows) == 1, label["file"]
            [(total, state, size)] = rows
            assert size == len(content)
            right = Decimal(str(total)) == Decimal(label["total"])
            assert right or state in ("review", "failed"), label["file"]
    assert "12 receipts, PHP" in told.text


def test_a_second_run_does_nothing_twice_and_says_the_same(told):
    again = run_demo()
    assert again.code == 0, again.text
    assert "Booking the demo company" not in again.text
    assert ": 0 read now, 12 earlier" in again.text
    for item in ("31", "44", "61", "26"):
        assert again.amounts(item) == told.amounts(item)


def test_one_seed_books_the_same_in_two_databases(told):
    """Another database, with other ids, holds the same books to the last centavo and name."""
    secrets = Secrets()
    with databases.in_use(secrets) as server:
        odoo = Odoo(odoo_source.find(), server, secrets)
        odoo.prepare()
        if is_outdated(TWIN):
            odoo.drop_database(TWIN)
        Database(odoo, TWIN).ensure()
        seed = {"seed": 2026, "scale": 1, "passwords": {}}
        booked = odoo.run_script(TWIN, DEMO / "book.py", **seed)
        again = odoo.run_script(TWIN, DEMO / "book.py", **seed)
    mark = mark_of(ODOO)
    assert booked["plan"] == mark["plan"] == plan.make_plan(2026).digest()
    assert booked["books"] == mark["books"]
    assert booked["moves"] == mark["moves"] > 800
    assert again["booked"] is False


def test_receipts_nobody_tuned_on(stack):
    """A handful of other receipts through the sidecar's route; the samples where there are none."""
    folder = REAL_RECEIPTS if REAL_RECEIPTS.is_dir() else SAMPLES
    if folder is SAMPLES:
        labels = json.loads((folder / "labels.json").read_text())
    else:
        lines = (folder / "labels.jsonl").read_text().splitlines()
        labels = [json.loads(line) for line in lines[:: len(lines) // FEW]]
    right = []
    with httpx.Client(base_url=stack["sidecar_url"], timeout=120) as web:
        for label in labels[:FEW]:
            answer = web.post(
                "/documents/receipts",
                files={"file": (label["file"], (folder / label["file"]).read_bytes())},
                headers={"Authorization": f"Bearer {token(stack['sidecar_secret'])}"},
            )
            assert answer.is_success, answer.text
            fields = answer.json()["fields"]
            right += [
                fields["total"]["value"] == label["total"],
                fields["date"]["value"] == label["date"],
                fields["tin"]["value"] == label["tin"],
                fuzz.ratio((fields["vendor"]["value"] or "").lower(), label["vendor"].lower()) > 85,
            ]
    assert sum(right) / len(right) >= FLOOR


def token(secret: str) -> str:
    """What Odoo signs for an employee who may have own receipts read."""
    now = int(time.time())
    claims = {"iss": "odoo", "aud": "ipai-sidecar", "sub": "e2e", "name": "E2E", "uid": 2}
    claims |= {"groups": [], "scopes": ["documents:read"], "db": ODOO, "company_id": 1}
    claims |= {"company_ids": [1], "iat": now, "exp": now + 60, "jti": f"e2e-{now}"}
    return jwt.encode(claims, secret, algorithm="HS256")
