"""The project on a Spark cluster: everything builds, and gold is PostgreSQL's to the last digit."""

import json
import shutil

import psycopg
import pytest

CENTAVO = "update gold.trial_balance set closing = closing + 0.01 where ctid = '(0,1)'"
GONE = "delete from gold.fct_ledger_entries where ctid = '(0,1)'"


def test_every_model_is_built_and_the_books_agree(built):
    wrong = [
        (result["unique_id"], result["status"], (result["message"] or "")[:300])
        for result in built.results
        if result["status"] not in ("success", "pass", "warn", "no-op")
    ]
    assert not wrong
    kinds = [result["unique_id"].partition(".")[0] for result in built.results]
    assert kinds.count("model") > 150
    assert kinds.count("test") > 15


def test_gold_is_equal_row_by_row(built, run):
    found = _compared(built, run)
    assert {name: table for name, table in found.items() if table["unlike"]} == {}
    assert not [name for name, table in found.items() if table["missing_columns"]]
    empty = {name for name, table in found.items() if not table["rows"]}
    assert empty == set(), "the books should fill every table, else nothing was compared"


def test_a_centavo_a_row_or_a_table_is_noticed(built, run):
    with psycopg.connect(built.dsn) as connection:
        connection.execute(CENTAVO)
        connection.execute(GONE)
    shutil.rmtree(built.warehouse / "gold.db/dim_company")
    found = _compared(built, run, good=False)
    unlike = {name: table["unlike"] for name, table in found.items() if table["unlike"]}
    assert unlike == {
        "gold.trial_balance": 2,
        "gold.fct_ledger_entries": 1,
        "gold.dim_company": 3,
    }


def _compared(built, run, *, good=True):
    done = run("compare_gold.py", built.warehouse)
    if not done.stdout.startswith("{"):
        pytest.fail(done.stderr)
    assert good == (done.returncode == 0), done.stdout if good else "nothing was noticed"
    return json.loads(done.stdout)
