"""Who sees which rows of the warehouse: each role, each layer, each way around that we know."""

import json
import uuid

import psycopg
import pytest

from sidecar.adapters.readers import Reader, reading

SOURCE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
ROLES = ("authenticated", "analyst", "finance", "marketing")


@pytest.fixture
async def mart(connection):
    """A mart, its masked view and silver tables of every kind, with rows of three companies."""
    for statement in (
        "create table gold.test_mart (source uuid, company_id int, employee text, paid date)",
        "create table silver.test_owned (source uuid, company_id int)",
        "create table silver.test_shared (source uuid, company_ids int[])",
        "create table silver.test_unknown (source uuid, name text)",
        "create table bronze.test_raw (source uuid, payload jsonb)",
    ):
        await connection.execute(statement)
    rows = [(SOURCE, 1, "Maria"), (SOURCE, 2, "Jose"), (OTHER, 1, "Juan")]
    for source, company, name in rows:
        await connection.execute(
            "insert into gold.test_mart values (%s, %s, %s, '2026-05-17')", [source, company, name]
        )
        await connection.execute("insert into silver.test_owned values (%s, %s)", [source, company])
        await connection.execute(
            "insert into silver.test_shared values (%s, %s)", [source, [company]]
        )
        await connection.execute("insert into silver.test_unknown values (%s, %s)", [source, name])
    await connection.execute("insert into silver.test_owned values (%s, null)", [SOURCE])
    await connection.execute("select security.open_mart('gold.test_mart')")
    await connection.execute(
        "select security.mask('gold.test_mart', %s)",
        [json.dumps({"employee": "initial", "paid": "month"})],
    )
    for table in ("owned", "shared", "unknown"):
        await connection.execute(
            f"select security.open_to('silver.test_{table}', 'company', array['analyst'])"
        )
    await connection.execute("select bronze.protect('bronze.test_raw')")
    return connection


async def ask(connection, query, *, role, token=None, settings=()):
    """Rows a role sees with a token; the session is as before afterwards."""
    async with connection.transaction(force_rollback=True):
        if token is not None:
            await connection.execute("select set_config('ipai.claims', %s, true)", [token])
        for name, value in settings:
            await connection.execute("select set_config(%s, %s, true)", [name, value])
        await connection.execute(f"set local role {role}")
        cursor = await connection.execute(query)
        return [tuple(row.values()) for row in await cursor.fetchall()]


async def sign(connection, seconds=300, **claims):
    claims = {"source": str(SOURCE), "company_ids": [1]} | claims
    cursor = await connection.execute(
        "select security.sign(%s, %s) as token", [json.dumps(claims), seconds]
    )
    return (await cursor.fetchone())["token"]


NAMES = "select employee from gold.test_mart order by 1"


@pytest.mark.parametrize("role", ["authenticated", "analyst", "finance"])
async def test_a_mart_shows_the_claimed_companies_of_the_claimed_source(mart, role):
    async def seen(**claims):
        return [n for (n,) in await ask(mart, NAMES, role=role, token=await sign(mart, **claims))]

    assert await seen(role=role) == ["Maria"]
    assert await seen(role=role, company_ids=[1, 2]) == ["Jose", "Maria"]
    assert await seen(role=role, source=str(OTHER), company_ids=[1, 2]) == ["Juan"]
    assert await seen(role=role, company_ids=[]) == []
    assert await seen(role=role, company_ids=[3]) == []
    assert await ask(mart, NAMES, role=role) == []


async def test_claims_of_another_role_are_none(mart):
    token = await sign(mart, role="analyst", company_ids=[1, 2])
    assert await ask(mart, NAMES, role="finance", token=token) == []


async def test_claims_cannot_be_forged(mart):
    """Nor lengthened, nor taken from PostgREST's setting, nor kept beyond their time."""
    token = await sign(mart, role="finance")
    number, payload, mac = token.split(".")
    everything = json.dumps({"role": "finance", "source": str(SOURCE), "company_ids": [1, 2]})
    cursor = await mart.execute(
        "select translate(encode(convert_to(%s, 'UTF8'), 'base64'), E'\\n', '') as text",
        [everything],
    )
    forged = (await cursor.fetchone())["text"]
    for attempt in (
        f"{number}.{forged}.{mac}",
        f"{number}.{payload}",
        f"{number}.{payload}.{'0' * 64}",
        f"999.{payload}.{mac}",
        "nonsense",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
            await ask(mart, NAMES, role="finance", token=attempt)
    old = await sign(mart, role="finance", seconds=-1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="expired"):
        await ask(mart, NAMES, role="finance", token=old)
    plain = [("request.jwt.claims", everything)]
    assert await ask(mart, NAMES, role="finance", settings=plain) == []
    # The query itself may try as well.
    inside = (
        "with forged as materialized (select set_config('request.jwt.claims',"
        f" '{everything}', true)) select employee from forged, gold.test_mart"
    )
    assert await ask(mart, inside, role="finance") == []


async def test_a_retired_key_signs_and_opens_nothing(mart):
    token = await sign(mart, role="finance")
    await mart.execute("select security.rotate_claim_key()")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
        await ask(mart, NAMES, role="finance", token=token)
    assert await ask(mart, NAMES, role="finance", token=await sign(mart, role="finance"))


@pytest.mark.parametrize("role", [*ROLES, "ipai_reader"])
@pytest.mark.parametrize(
    "query",
    [
        "select * from security.claim_key",
        """select security.sign('{"role": "finance", "company_ids": [1, 2]}')""",
        "select security.claim_mac('a', 'b', 'c')",
        "select security.rotate_claim_key()",
        "select security.open_mart('gold.test_mart')",
        "insert into gold.test_mart values (null, 1)",
        "update gold.test_mart set employee = ''",
        "delete from gold.test_mart",
        "drop policy company on gold.test_mart",
        "alter table gold.test_mart disable row level security",
        "select * from bronze.test_raw",
        "select * from bronze.odoo_account_move",
        "select * from sidecar.api_key",
        "create table gold.mine (id int)",
    ],
)
async def test_a_reader_reaches_neither_keys_nor_writing_nor_bronze(mart, role, query):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await ask(mart, query, role=role)


async def test_silver_is_the_analysts_alone(mart):
    async def seen(table, role="analyst", **claims):
        token = await sign(mart, role=role, **claims)
        return len(await ask(mart, f"select 1 from silver.{table}", role=role, token=token))

    assert await seen("test_owned") == 2  # the company's own row, and the one all companies share
    assert await seen("test_owned", company_ids=[1, 2]) == 3
    assert await seen("test_shared") == 1
    assert await seen("test_unknown") == 0
    for role in ("authenticated", "finance", "marketing"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await seen("test_owned", role=role)


async def test_marketing_sees_masked_rows_of_its_companies(mart):
    query = "select employee, paid::text from masked.test_mart order by 1"
    token = await sign(mart, role="marketing", company_ids=[1, 2])
    assert await ask(mart, query, role="marketing", token=token) == [
        ("J***", "2026-05-01"),
        ("M***", "2026-05-01"),
    ]
    token = await sign(mart, role="marketing")
    assert await ask(mart, query, role="marketing", token=token) == [("M***", "2026-05-01")]
    assert await ask(mart, query, role="marketing") == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await ask(mart, NAMES, role="marketing", token=token)


async def test_a_mask_follows_its_rules_and_is_left_alone_otherwise(mart):
    async def oid():
        cursor = await mart.execute("select 'masked.test_mart'::regclass::oid as oid")
        return (await cursor.fetchone())["oid"]

    rules = {"employee": "initial", "paid": "month"}
    before = await oid()
    await mart.execute("select security.mask('gold.test_mart', %s)", [json.dumps(rules)])
    assert await oid() == before
    await mart.execute("select security.mask('gold.test_mart', %s)", ['{"employee": "hide"}'])
    token = await sign(mart, role="marketing")
    query = "select employee, paid::text from masked.test_mart"
    assert await ask(mart, query, role="marketing", token=token) == [(None, "2026-05-17")]


async def test_a_mart_without_company_is_refused(mart):
    await mart.execute("create table gold.test_open (id int)")
    with pytest.raises(psycopg.errors.RaiseException, match="kept apart by company"):
        await mart.execute("select security.open_mart('gold.test_open')")


async def test_postgrest_is_believed_where_it_connects(own_settings):
    """PostgREST checks the token itself, and its session is authenticator's."""
    dsn = own_settings.warehouse_dsn.get_secret_value()
    claims = {"role": "authenticated", "app_metadata": {"company_ids": [1], "source": str(SOURCE)}}
    with psycopg.connect(dsn) as session:
        session.execute("create table gold.test_mart (source uuid, company_id int)")
        session.execute("insert into gold.test_mart values (%s, 1), (%s, 2)", [SOURCE, SOURCE])
        session.execute("select security.open_mart('gold.test_mart')")
        session.execute("set session authorization authenticator")
        session.execute("set local role authenticated")
        session.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
        assert session.execute("select company_id from gold.test_mart").fetchall() == [(1,)]
        claims["role"] = "anon"
        session.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
        assert session.execute("select company_id from gold.test_mart").fetchall() == []


async def test_reading_as_somebody(own_state):
    async with own_state["pool"].connection() as connection:
        await connection.execute("create table gold.test_mart (source uuid, company_id int)")
        await connection.execute(
            "insert into gold.test_mart values (%s, 1), (%s, 2)", [SOURCE, SOURCE]
        )
        await connection.execute("select security.open_mart('gold.test_mart')")
    reader = Reader("finance", (2,), SOURCE)
    async with reading(own_state["pool"], reader) as connection:
        cursor = await connection.execute("select company_id from gold.test_mart")
        assert await cursor.fetchall() == [{"company_id": 2}]
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await connection.execute("create temp table mine (id int)")
    async with own_state["pool"].connection() as connection:
        cursor = await connection.execute("select count(*) as rows from gold.test_mart")
        assert await cursor.fetchone() == {"rows": 2}
