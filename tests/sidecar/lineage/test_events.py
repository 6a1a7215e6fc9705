"""OpenLineage events of builds: written once, complete, handed on when somebody listens."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID

import pytest

from sidecar.adapters.postgres import transaction
from sidecar.lineage import service, transport
from sidecar.lineage.warehouse import Warehouse

WAREHOUSE = Warehouse("postgres://db.example:5432", "warehouse")
BUILD = """
insert into sidecar.transform_run (command, state, message, started_at, ended_at)
values ('build', %(state)s, %(message)s, now() - interval '1 min', now())
"""
RESULT = """
insert into sidecar.transform_result (
    run_id, node, resource_type, name, relation, status, seconds, rows_affected, message
)
select max(id), 'model.finance.' || %(name)s, 'model', %(name)s, %(relation)s, %(status)s, 0.5,
    %(rows)s, %(message)s
from sidecar.transform_run
"""


@pytest.fixture
def built(lineage_state):
    """Keep a build with results, as sidecar.transforms does."""

    async def keep(state="done", message="ok", **statuses):
        async with transaction(lineage_state["pool"]) as connection:
            await connection.execute(BUILD, {"state": state, "message": message})
            for name, status in statuses.items():
                layer = "silver" if name.startswith("slv_") else "gold"
                values = {"name": name, "relation": f"warehouse.{layer}.{name}", "status": status}
                told = "division by zero" if status == "error" else None
                await connection.execute(RESULT, values | {"rows": 7, "message": told})

    return keep


async def test_each_model_starts_and_ends(lineage_state, built, reader):
    await built(slv_moves="success", vat_lines="success", monthly_results="skipped")
    written = await service.write_events(lineage_state["pool"], WAREHOUSE, 30)
    assert written == 6
    assert await service.write_events(lineage_state["pool"], WAREHOUSE, 30) == 0, "told already"
    page = (await reader.get("/lineage/events?limit=4")).json()
    rest = (await reader.get(f"/lineage/events?after={page['next_after']}")).json()
    events = page["events"] + rest["events"]
    assert rest["next_after"] is None
    told = [(event["job"]["name"], event["eventType"]) for event in events]
    assert told == [
        ("dbt.build", "START"),
        ("dbt.build", "COMPLETE"),
        ("model.finance.slv_moves", "START"),
        ("model.finance.slv_moves", "COMPLETE"),
        ("model.finance.vat_lines", "START"),
        ("model.finance.vat_lines", "COMPLETE"),
    ]
    starts, ends = events[4], events[5]
    assert UUID(starts["run"]["runId"]) == UUID(ends["run"]["runId"])
    parent = ends["run"]["facets"]["parent"]["run"]["runId"]
    assert parent == events[0]["run"]["runId"]


async def test_an_end_tells_schema_columns_owner_and_rows(lineage_state, built, reader):
    await built(vat_lines="success")
    await service.write_events(lineage_state["pool"], WAREHOUSE, 30)
    event = (await reader.get("/lineage/events")).json()["events"][-1]
    [output] = event["outputs"]
    assert (output["namespace"], output["name"]) == (
        "postgres://db.example:5432",
        "warehouse.gold.vat_lines",
    )
    facets = output["facets"]
    fields = {field["name"]: field for field in facets["schema"]["fields"]}
    assert fields["vat_amount"]["type"] == "numeric(16,2)"
    assert facets["ownership"]["owners"][0]["name"]
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 7
    lineage = facets["columnLineage"]
    assert set(lineage["fields"]) == set(fields)
    assert lineage["fields"]["company"]["inputFields"] == [
        {
            "namespace": "postgres://db.example:5432",
            "name": "warehouse.silver.slv_companies",
            "field": "name",
            "transformations": [{"type": "DIRECT", "subtype": "IDENTITY"}],
        }
    ]
    deciding = {(one["name"], one["field"]) for one in lineage["dataset"]}
    assert ("warehouse.silver.slv_move_lines", "state") in deciding
    assert {"INDIRECT"} == {
        way["type"] for one in lineage["dataset"] for way in one["transformations"]
    }
    assert "warehouse.silver.slv_moves" in {one["name"] for one in event["inputs"]}


async def test_a_failed_model_and_an_interrupted_build_say_so(lineage_state, built, reader):
    await built(state="failed", message="vat_lines could not be built.", vat_lines="error")
    await built(state="interrupted", message="The process that ran it ended.")
    await service.write_events(lineage_state["pool"], WAREHOUSE, 30)
    events = (await reader.get("/lineage/events")).json()["events"]
    ends = {event["eventType"]: event for event in events if event["job"]["name"] != "dbt.build"}
    assert ends["FAIL"]["run"]["facets"]["errorMessage"]["message"] == "division by zero"
    builds = [event["eventType"] for event in events if event["job"]["name"] == "dbt.build"]
    assert sorted(builds) == ["ABORT", "FAIL", "START", "START"]


class Listener(BaseHTTPRequestHandler):
    """Takes events; refuses the third it is sent, once."""

    taken: list[dict]
    refusals: list[int]

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_refused = len(self.taken) == 2 and not self.refusals
        if is_refused:
            self.refusals.append(1)
        else:
            self.taken.append(event)
        self.send_response(503 if is_refused else 201)
        self.end_headers()

    def log_message(self, *_arguments):
        """Keep the test's output clean."""


async def test_a_listener_gets_every_event_once(lineage_state, built, tmp_path):
    await built(slv_moves="success", vat_lines="success")
    await service.write_events(lineage_state["pool"], WAREHOUSE, 30)
    handler = type("OneListener", (Listener,), {"taken": [], "refusals": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    file = tmp_path / "events" / "openlineage.ndjson"
    settings = lineage_state["settings"].model_copy(
        update={
            "openlineage_url": f"http://127.0.0.1:{server.server_port}/api/v1/lineage",
            "openlineage_file": file,
        }
    )
    first = await transport.deliver(lineage_state["pool"], settings)
    second = await transport.deliver(lineage_state["pool"], settings)
    third = await transport.deliver(lineage_state["pool"], settings)
    server.shutdown()
    server.server_close()
    assert (first, second, third) == (2, 4, 0)
    assert [event["eventType"] for event in handler.taken] == ["START", "COMPLETE"] * 3
    assert [json.loads(line) for line in file.read_text().splitlines()] == handler.taken


async def test_without_a_listener_nothing_leaves(lineage_state, built):
    await built()
    await service.write_events(lineage_state["pool"], WAREHOUSE, 30)
    assert await transport.deliver(lineage_state["pool"], lineage_state["settings"]) == 0
