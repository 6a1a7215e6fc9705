"""A bronze that was one table before goes over to months without losing a version."""

import shutil
import uuid

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from sidecar.adapters.migrations import migrate

SOURCE = "11111111-2222-3333-4444-555555555555"
FIRST = "20261122000101"
VERSIONS = """
    select id, epoch, tx, seq, op::text, payload ->> 'name', loaded_at
    from bronze.odoo_res_partner order by seq
"""


@pytest.fixture
def before(server_dsn, settings, tmp_path):
    """Settings of a database as it was before bronze had months; its later migrations wait."""
    name = f"ipai_test_{uuid.uuid4().hex[:12]}"
    folder = tmp_path / "migrations"
    folder.mkdir()
    for path in settings.migrations_dir.glob("*.sql"):
        if path.stem < FIRST:
            shutil.copy(path, folder)
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        dsn = SecretStr(make_conninfo(server_dsn, dbname=name))
        yield settings.model_copy(update={"warehouse_dsn": dsn, "migrations_dir": folder})
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_versions_go_over_as_they_were(before, settings):
    migrate(before)
    dsn = before.warehouse_dsn.get_secret_value()
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "insert into bronze.sync_source (source, database, odoo_version, origin)"
            " values (%s, 'books', '18.0', 'o')",
            [SOURCE],
        )
        for key, op, moment in [
            (1, "U", "2026-08-31 16:30:00+00"),
            (1, "U", "2026-09-01 00:00:00+00"),
            (2, "U", "2026-10-15 10:00:00+00"),
            (2, "D", "2026-11-02 10:00:00+00"),
        ]:
            connection.execute(
                "insert into bronze.odoo_res_partner (source, id, epoch, tx, op, payload, hash,"
                " loaded_at) values (%s, %s, 1, 7, %s, %s, gen_random_uuid(), %s)",
                [SOURCE, key, op, '{"name": "P"}' if op == "U" else None, moment],
            )
        connection.execute(
            "create view bronze.brz_odoo__res_partner as select * from bronze.odoo_res_partner"
        )
        former = connection.execute(VERSIONS).fetchall()
    migrate(before.model_copy(update={"migrations_dir": settings.migrations_dir}))
    with psycopg.connect(dsn) as connection:
        assert connection.execute(VERSIONS).fetchall() == former
        parts = connection.execute(
            "select tableoid::regclass::text, count(*) from bronze.odoo_res_partner"
            " group by 1 order by 1"
        ).fetchall()
        [left] = connection.execute(
            "select count(*) from pg_class where relname like 'former%'"
        ).fetchone()
        [seq] = connection.execute(
            "select seq from bronze.sync_table where table_name = 'odoo_res_partner'"
        ).fetchone()
        assert seq == former[-1][3]
    assert left == 0
    assert parts == [
        ("bronze.odoo_res_partner_202608", 1),
        ("bronze.odoo_res_partner_202609", 1),
        ("bronze.odoo_res_partner_202610", 1),
        ("bronze.odoo_res_partner_202611", 1),
    ]
