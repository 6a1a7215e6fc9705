"""Supabase's own linter finds nothing to forbid in the built warehouse."""

import json
import os
import subprocess
from pathlib import Path

import psycopg
import pytest

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def advise(warehouse, tmp_path):
    """Levels and names of what the linter says about the warehouse; it wants a project's folder."""
    program = os.environ.get("IPAI_TEST_SUPABASE")
    if not program:
        pytest.fail("Set IPAI_TEST_SUPABASE to the Supabase CLI or run `make test-dbt`.", False)
    (tmp_path / "supabase").mkdir()
    config = REPOSITORY / "deploy/supabase/config.toml"
    (tmp_path / "supabase/config.toml").write_text(config.read_text())

    def findings() -> tuple[int, list[tuple[str, str, str]]]:
        parts = psycopg.conninfo.conninfo_to_dict(warehouse.warehouse_dsn.get_secret_value())
        login = f"{parts['user']}:{parts.get('password') or ''}"
        address = f"{parts.get('host') or '127.0.0.1'}:{parts.get('port') or 5432}"
        remote = f"postgresql://{login}@{address}/{parts['dbname']}?sslmode=disable"
        done = subprocess.run(
            [
                *(program, "db", "advisors", f"--remote={remote}", "--workdir", str(tmp_path)),
                *("--fail-on", "error", "--output-format", "json"),
            ],
            env=os.environ | {"DO_NOT_TRACK": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        told = json.loads(done.stdout)["results"]
        return done.returncode, [
            (found["level"], found["name"], found["metadata"]["schema"]) for found in told
        ]

    return findings


def test_nothing_is_forbidden(advise):
    code, found = advise()
    assert code == 0
    # The queue's functions are procrastinate's own; nobody but the sidecar reaches them. What
    # platinum.similarity calls was bound when it was made; a path of its own would keep PostgreSQL
    # from inlining it into each row of a search.
    known = ("WARN", "function_search_path_mutable")
    others = {row for row in found if row not in {(*known, "jobs"), (*known, "platinum")}}
    assert others == set()


def test_a_table_without_row_security_is_found(advise, warehouse):
    with psycopg.connect(warehouse.warehouse_dsn.get_secret_value(), autocommit=True) as session:
        session.execute("create table gold.leak (id int primary key)")
    code, found = advise()
    assert code != 0
    assert ("ERROR", "rls_disabled_in_public", "gold") in found
