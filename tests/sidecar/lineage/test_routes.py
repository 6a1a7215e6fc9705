"""/lineage over HTTP: search, pictures, reach, exports, who may."""

import csv
import io
import re

import pytest

CALLBACK = {"url": "http://odoo.test/ipai/callback/7/token", "call_id": "call-7"}
REVENUE = "gold.monthly_results/revenue"
BALANCE = "odoo:account.move.line/balance"


async def test_the_summary_says_how_complete_it_is(reader):
    found = (await reader.get("/lineage")).json()
    assert (found["without_source"], found["problems"]) == ([], [])
    assert found["nodes"] > 500


async def test_before_the_first_reading_it_says_what_to_do(client, signed):
    for path in ("/lineage", "/lineage/export.csv", f"/lineage/reach?id={REVENUE}"):
        answer = await client.get(path, headers=signed("viewer"))
        assert answer.status_code == 404
        assert "refresh the lineage" in answer.json()["detail"]
    assert (await client.get("/lineage/search?q=x", headers=signed("viewer"))).json() == []


async def test_a_reviewer_starts_a_reading(client, signed):
    answer = await client.post(
        "/lineage/refresh", headers=signed("reviewer"), json={"callback": CALLBACK}
    )
    assert answer.status_code == 202
    job = await client.get(f"/jobs/{answer.json()['job_id']}", headers=signed("reviewer"))
    assert job.json()["task"] == "lineage.refresh"
    denied = await client.post("/lineage/refresh", headers=signed("viewer"), json={})
    assert denied.status_code == 403
    assert (await client.get("/lineage")).status_code == 401


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("revenue", "metric:revenue"),
        ("monthly results revenue", REVENUE),
        ("monthly_resuts", "gold.monthly_results"),
        ("account.move", "odoo:account.move"),
        ("account.move amount_total_signed", "odoo:account.move/amount_total_signed"),
        ("slv_moves", "silver.slv_moves"),
    ],
)
async def test_search_finds_names_also_misspelt(reader, text, first):
    found = (await reader.get("/lineage/search", params={"q": text, "limit": 10})).json()
    assert len(found) <= 10
    assert found[0]["id"] == first


async def test_search_for_nothing_finds_nothing(reader):
    for text in ("qqzzxx", ""):
        assert (await reader.get("/lineage/search", params={"q": text})).json() == []


async def test_a_layer_is_searched_or_listed(reader):
    marts = (await reader.get("/lineage/search?q=&layer=gold&limit=100")).json()
    assert {(node["layer"], node["dataset"]) for node in marts} == {("gold", None)}
    assert "gold.vat_lines" in {node["id"] for node in marts}
    moves = (await reader.get("/lineage/search?q=company_id&layer=silver")).json()
    assert {node["layer"] for node in moves} == {"silver"}


async def test_a_picture_shows_two_levels_and_counts_the_rest(reader):
    wanted = {"focus": "silver.slv_moves", "up": 1, "down": 1}
    found = (await reader.post("/lineage/picture", json=wanted)).json()
    nodes = {node["id"]: node for node in found["nodes"]}
    assert {"silver.slv_moves", "bronze.brz_odoo__account_move", "gold.vat_lines"} <= set(nodes)
    assert nodes["bronze.brz_odoo__account_move"]["hidden_up"] == 1
    assert nodes["gold.vat_lines"]["hidden_up"] > 1
    assert not found["is_cut"]
    opened = wanted | {
        "shown": list(nodes),
        "expand": [{"id": "bronze.brz_odoo__account_move", "direction": "up"}],
    }
    more = (await reader.post("/lineage/picture", json=opened)).json()
    assert {node["id"] for node in more["nodes"]} - set(nodes) == {"bronze.odoo_account_move"}
    ends = {edge["source"] for edge in more["edges"]} | {edge["target"] for edge in more["edges"]}
    assert ends <= {node["id"] for node in more["nodes"]}


async def test_without_a_focus_all_tables_are_in_it(reader):
    found = (await reader.post("/lineage/picture", json={})).json()
    assert {node["dataset"] for node in found["nodes"]} == {None}
    assert {edge["via"] for edge in found["edges"]} == {"reads"}
    assert {(node["hidden_up"], node["hidden_down"]) for node in found["nodes"]} == {(0, 0)}


async def test_columns_show_direct_ways_and_indirect_ones_when_asked(reader):
    wanted = {"focus": "gold.vat_lines/side", "level": "column", "up": 1, "down": 0}
    direct = (await reader.post("/lineage/picture", json=wanted)).json()
    assert direct["edges"] == []
    every = (await reader.post("/lineage/picture", json=wanted | {"with_indirect": True})).json()
    vias = {(edge["source"], edge["target"]): edge["via"] for edge in every["edges"]}
    assert vias["silver.slv_taxes/tax_class", "gold.vat_lines/side"] == "conditional"


async def test_columns_of_a_table(reader):
    wanted = {"focus": "gold.vat_lines", "level": "column", "up": 1, "down": 0}
    found = (await reader.post("/lineage/picture", json=wanted)).json()
    edges = {(edge["source"], edge["target"]) for edge in found["edges"]}
    assert ("silver.slv_companies/name", "gold.vat_lines/company") in edges
    assert {node["kind"] for node in found["nodes"]} == {"column"}


async def test_what_a_field_is_used_in_and_where_a_column_comes_from(reader):
    down = (await reader.get("/lineage/reach", params={"id": BALANCE})).json()
    used = {one["id"]: one for one in down["reached"]}
    assert used[REVENUE]["is_direct"]
    assert used[REVENUE]["distance"] == 6
    assert down["node"]["id"] == BALANCE
    up = await reader.get("/lineage/reach", params={"id": REVENUE, "direction": "up"})
    sources = {one["id"]: one for one in up.json()["reached"]}
    assert sources[BALANCE]["is_direct"]
    assert not sources["odoo:account.account/account_type"]["is_direct"]


async def test_what_decides_rows_touches_every_column(reader):
    down = await reader.get(
        "/lineage/reach", params={"id": "silver.slv_move_lines/state", "direction": "down"}
    )
    used = {one["id"]: one for one in down.json()["reached"]}
    assert not used["gold.vat_lines"]["is_direct"]
    assert not used["gold.vat_lines/base_amount"]["is_direct"]


async def test_a_table_reaches_tables(reader):
    down = await reader.get("/lineage/reach", params={"id": "silver.slv_moves"})
    assert {one["dataset"] for one in down.json()["reached"]} == {None}
    assert "gold.vat_lines" in {one["id"] for one in down.json()["reached"]}


@pytest.mark.parametrize("path", ["/lineage/reach?id=gold.nothing"])
async def test_an_unknown_node_is_a_sentence(reader, path):
    answer = await reader.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_node")
    focused = await reader.post("/lineage/picture", json={"focus": "gold.nothing"})
    assert (focused.status_code, focused.json()["code"]) == (404, "unknown_node")


async def test_exports_hold_the_same_graph(reader):
    graph = (await reader.get("/lineage/export.json")).json()
    edges = {
        (edge["source"], edge["target"], edge["level"], edge["via"]) for edge in graph["edges"]
    }
    text = (await reader.get("/lineage/export.csv")).text
    assert {tuple(row) for row in list(csv.reader(io.StringIO(text)))[1:]} == edges
    cypher = (await reader.get("/lineage/export.cypher")).text
    statement = re.compile(r"^(CREATE CONSTRAINT|MERGE \(n:Lineage|MATCH \(a:Lineage) .*;$")
    assert [line for line in cypher.splitlines() if not statement.match(line)] == []
    made = set(re.findall(r'^MERGE \(n:Lineage \{id: "([^"]+)"\}\)', cypher, re.MULTILINE))
    assert made == {node["id"] for node in graph["nodes"]}
    feeds = re.findall(
        r'^MATCH \(a:Lineage \{id: "([^"]+)"\}\), \(b:Lineage \{id: "([^"]+)"\}\) '
        r'MERGE \(a\)-\[:(READS|FEEDS) \{via: "([^"]+)"\}\]->\(b\);$',
        cypher,
        re.MULTILINE,
    )
    levels = {"READS": "table", "FEEDS": "column"}
    assert {(a, b, levels[kind], via) for a, b, kind, via in feeds} == edges
    assert (await reader.get("/lineage/export.xml")).status_code == 422
