"""/quality as people and Odoo use it: who may do what, whose rows are seen, messages sent once."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sidecar.quality import alerts, decisions, store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CHECK = "test.finance.totals_are_positive.0a1b2c"
SOURCE = "99999999-8888-7777-6666-555555555555"


@pytest.fixture
async def measured(connection):
    """Two days of gold.bills, an incident, and a failing check with rows of two companies."""
    await connection.execute(
        """
        insert into sidecar.quality_profile
            (relation, day, layer, kind, row_count, bytes, as_of, measured_at)
        values
            ('gold.bills', '2026-11-19', 'gold', 'table', 4, 8192, %(now)s, %(before)s),
            ('gold.bills', '2026-11-20', 'gold', 'table', 5, 8192, %(now)s, %(now)s),
            ('bronze.odoo_x', '2026-11-20', 'bronze', 'table', 2, 100, %(now)s, %(now)s)
        """,
        {"now": NOW, "before": NOW - timedelta(days=1)},
    )
    await connection.execute(
        """
        insert into sidecar.quality_column
            (relation, day, name, position, type, is_required, nulls, null_share, minimum, maximum)
        values ('gold.bills', '2026-11-20', 'total', 1, 'numeric', true, 1, 0.2, '-3.00', '10.50')
        """
    )
    await connection.execute(
        """
        insert into sidecar.quality_score
            (relation, dimension, day, score, warn_below, error_below, state, reason, measured_at)
        values
            ('gold.bills', 'score', '2026-11-19', 90, 95, 80, 'warn', null, %(before)s),
            ('gold.bills', 'score', '2026-11-20', 78.5, 95, 80, 'error', null, %(now)s)
        """,
        {"now": NOW, "before": NOW - timedelta(days=1)},
    )
    await connection.execute(
        """
        with run as (
            insert into sidecar.transform_run (command, hi_seq, state, ended_at)
            values ('build', 1, 'failed', now()) returning id
        )
        insert into sidecar.transform_result
            (run_id, node, resource_type, name, relation, status, seconds, failures)
        select
            id, %s, 'test', 'totals_are_positive', 'wh.test_failures.totals', 'fail', 0.1, 3
        from run
        """,
        [CHECK],
    )
    await connection.execute(
        f"""
        create schema if not exists test_failures;
        create table test_failures.totals as
        select * from (values
            ('{SOURCE}'::uuid, 1, 'A', -3.00, '{{"a": 1}}'::jsonb),
            ('{SOURCE}'::uuid, 2, 'B', -4.00, null),
            (gen_random_uuid(), 1, 'C', -5.00, null)
        ) as row (source, company_id, number, total, extra);
        insert into bronze.sync_source (source, database, odoo_version, origin)
        values ('{SOURCE}', 'odoo', '18.0', 'o')
        """
    )
    return await store.open_incident(
        connection,
        relation="gold.bills",
        rule="completeness",
        severity="error",
        reason="Empty: total in 1 rows.",
        at=NOW,
    )


async def test_the_scorecard_tells_rows_by_layer_and_what_changed_since(client, signed, measured):
    headers = signed("viewer")
    whole = (await client.get("/quality/scorecard", headers=headers)).json()
    assert {
        (layer["layer"], layer["relations"], layer["row_count"]) for layer in whole["layers"]
    } == {
        ("bronze", 1, 2),
        ("gold", 1, 5),
    }
    assert [layer["score"] for layer in whole["layers"]] == [None, "78.50"]
    assert [(row["day"], row["score"]) for row in whole["scores"]] == [
        ("2026-11-19", "90.00"),
        ("2026-11-20", "78.50"),
    ]
    since = (NOW - timedelta(hours=1)).isoformat()
    answer = await client.get("/quality/scorecard", params={"since": since}, headers=headers)
    assert [row["day"] for row in answer.json()["scores"]] == ["2026-11-20"]
    assert [row["rule"] for row in answer.json()["incidents"]] == ["completeness"]
    assert answer.json()["tables"][1]["slo_hours"] == 6


async def test_a_table_shows_extremes_to_reviewers_only(client, signed, measured):
    for group, expected in (("viewer", None), ("reviewer", "10.50")):
        answer = await client.get("/quality/tables/gold.bills", headers=signed(group))
        [column] = answer.json()["columns"]
        assert (column["maximum"], column["nulls"]) == (expected, 1)
    assert [day["row_count"] for day in answer.json()["days"]] == [4, 5]
    unknown = await client.get("/quality/tables/gold.nothing", headers=signed("viewer"))
    assert unknown.status_code == 404
    assert "has not been measured" in unknown.json()["detail"]


async def test_failing_rows_are_those_of_the_callers_companies(client, signed, measured):
    async def rows(*groups, **claims):
        return await client.get(f"/quality/checks/{CHECK}/rows", headers=signed(*groups, **claims))

    assert (await rows("viewer")).status_code == 403
    mine = (await rows("analyst", company_ids=[1])).json()
    assert mine["is_by_company"]
    assert [row[2] for row in mine["rows"]] == ["A"], "C is another database's"
    assert mine["rows"][0][3:] == ["-3.00", '{"a": 1}']
    both = (await rows("analyst", company_ids=[1, 2])).json()
    assert sorted(row[2] for row in both["rows"]) == ["A", "B"]
    assert (await rows("administrator", company_ids=[])).json()["rows"] == []
    other = (await rows("analyst", company_ids=[1], db="another")).json()
    assert other["rows"] == []


async def test_failing_rows_are_limited(client, signed, measured):
    headers = signed("analyst", company_ids=[1, 2])
    answer = await client.get(f"/quality/checks/{CHECK}/rows?limit=1", headers=headers)
    assert (len(answer.json()["rows"]), answer.json()["is_cut"]) == (1, True)


async def test_rows_without_a_company_are_for_reviewers(client, signed, measured, connection):
    await connection.execute("alter table test_failures.totals drop column company_id")
    path = f"/quality/checks/{CHECK}/rows"
    refused = await client.get(path, headers=signed("analyst"))
    assert refused.status_code == 403
    assert "whose company" in refused.json()["detail"]
    shown = await client.get(path, headers=signed("reviewer"))
    assert [row[1] for row in shown.json()["rows"]] == ["A", "B"]


async def test_a_check_without_rows_says_so(client, signed, measured, connection):
    headers = signed("reviewer")
    unknown = await client.get("/quality/checks/test.finance.other.1/rows", headers=headers)
    assert (unknown.status_code, unknown.json()["detail"]) == (
        404,
        "This check has not run; build the warehouse first.",
    )
    # whatever a run says: nothing but the schema of failing rows is ever read
    await connection.execute("update sidecar.transform_result set relation = 'sidecar.api_key'")
    answer = await client.get(f"/quality/checks/{CHECK}/rows", headers=headers)
    assert "were not kept" in answer.json()["detail"]


async def test_a_measurement_is_queued_once(client, signed):
    headers = signed("reviewer")
    first = await client.post("/quality/assessments", json={}, headers=headers)
    second = await client.post("/quality/assessments", json={}, headers=headers)
    assert (first.status_code, first.json()["is_new"], second.json()["is_new"]) == (
        202,
        True,
        False,
    )
    assert first.json()["job_id"] == second.json()["job_id"]
    refused = await client.post("/quality/assessments", json={}, headers=signed("analyst"))
    assert refused.status_code == 403


async def test_people_acknowledge_and_resolve(client, signed, measured, connection):
    async def decide(what, *groups, **body):
        return await client.post(
            f"/quality/incidents/{measured}/{what}", json=body, headers=signed(*groups)
        )

    refused = await client.post(
        f"/quality/incidents/{measured}/acknowledge", json={}, headers=signed("analyst")
    )
    assert refused.status_code == 403
    taken = (await decide("acknowledge", "reviewer", note="Asking the vendor.")).json()
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "Maria Santos")
    assert (await decide("acknowledge", "reviewer")).json() == taken, "said once"
    closed = (
        await client.post(
            f"/quality/incidents/{measured}/resolve", json={}, headers=signed("reviewer")
        )
    ).json()
    assert (closed["state"], closed["resolved_by"]) == ("resolved", "Maria Santos")
    assert (await decide("acknowledge", "reviewer")).status_code == 409
    missing = await client.post(
        "/quality/incidents/4711/resolve", json={}, headers=signed("reviewer")
    )
    assert missing.status_code == 404
    rows = await (
        await connection.execute("select change, body from sidecar.quality_alert order by id")
    ).fetchall()
    assert [row["change"] for row in rows] == ["acknowledged", "resolved"]
    assert "Asking the vendor." in rows[0]["body"]["attachments"][0]["text"]


class Chat:
    """A server in the chat's place: it answers with the statuses given, the last for ever."""

    def __init__(self, *statuses):
        self.bodies, chat, left = [], self, list(statuses)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                status = left.pop(0) if len(left) > 1 else left[0]
                if status == 200:
                    chat.bodies.append(json.loads(self.rfile.read(length)))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_arguments):
                """Keep the output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/a-secret-key"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()


async def owe(connection, incident, *reasons):
    for reason in reasons:
        body = alerts.message(
            "opened",
            relation="gold.bills",
            rule="completeness",
            severity="error",
            reason=reason,
            owner="Maria Santos",
            link="http://odoo.test/odoo/data-quality",
        )
        await store.add_alert(connection, incident, "opened", body)


async def test_each_message_arrives_once(pool, connection, measured):
    await owe(connection, measured, "One.", "Two.")
    with Chat(200) as chat:
        assert await decisions.deliver(pool, chat.url) == 2
        assert await decisions.deliver(pool, chat.url) == 0
    [one, two] = [body["attachments"][0] for body in chat.bodies]
    assert (one["text"], two["text"]) == ("One.", "Two.")
    assert one["title"] == "New: gold.bills, completeness"
    assert one["title_link"] == "http://odoo.test/odoo/data-quality"
    assert {field["title"]: field["value"] for field in one["fields"]} == {
        "Table": "gold.bills",
        "Rule": "completeness",
        "Severity": "error",
        "Owner": "Maria Santos",
    }


async def test_a_chat_that_is_down_is_asked_again_for_the_rest(pool, connection, measured):
    await owe(connection, measured, "One.", "Two.")
    with Chat(200, 503, 200) as chat:
        with pytest.raises(alerts.ChatDown, match="HTTP 503"):
            await decisions.deliver(pool, chat.url)
        assert await decisions.deliver(pool, chat.url) == 1
    assert [body["attachments"][0]["text"] for body in chat.bodies] == ["One.", "Two."]


@pytest.mark.parametrize("kind", ["refused", "down", "nonsense"])
async def test_no_error_tells_the_address(pool, connection, measured, kind, capfd, unused_port):
    await owe(connection, measured, "One.")
    with Chat(404) as chat:
        url = {
            "refused": chat.url,
            "down": f"http://127.0.0.1:{unused_port}/hooks/a-secret-key",
            "nonsense": "ftp://a-secret-key",
        }[kind]
        with pytest.raises((alerts.ChatRefused, alerts.ChatDown)) as caught:
            await decisions.deliver(pool, url)
    assert "secret" not in caught.value.detail
    assert caught.value.__cause__ is None
    assert "a-secret-key" not in capfd.readouterr().err
