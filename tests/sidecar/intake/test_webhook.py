"""Bodies of a webhook: whoever may send gets a batch, whatever the body holds."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.intake.bodies import lines_of
from sidecar.intake.domains import domain_of
from sidecar.intake.values import Declaration

SALE = {"transaction_id": "T-1", "date": "2026-01-31", "category": "Snacks", "amount": 120.5}


def counts(answer):
    assert answer.status_code == 200, answer.text
    batch = answer.json()
    return tuple(batch[name] for name in ("received", "accepted", "unchanged", "quarantined"))


async def test_one_transaction(send, versions):
    answer = await send(SALE)
    assert counts(answer) == (1, 1, 0, 0)
    assert answer.json()["batch_id"]
    assert await versions() == [
        (
            "T-1",
            {
                "transaction_id": "T-1",
                "txn_date": "2026-01-31",
                "product_category": "Snacks",
                "amount": "120.5",
            },
        )
    ]


async def test_the_same_body_is_the_same_batch(send, versions):
    first = await send([SALE, SALE | {"transaction_id": "T-2"}])
    second = await send([SALE, SALE | {"transaction_id": "T-2"}])
    assert second.json() == first.json() | {"is_repeat": True}
    assert len(await versions()) == 2


async def test_a_known_record_in_another_batch_makes_no_version(send, versions):
    await send([SALE])
    assert counts(await send([SALE, SALE | {"transaction_id": "T-2"}])) == (2, 2, 1, 0)
    assert [key for key, _ in await versions()] == ["T-1", "T-2"]


async def test_a_correction_is_a_new_version_of_the_same_record(send, connection):
    await send(SALE)
    assert counts(await send(SALE | {"amount": 99})) == (1, 1, 0, 0)
    cursor = await connection.execute(
        "select count(distinct id) as records, count(*) as versions,"
        " count(distinct seq) as numbers from bronze.bronze_transactions"
    )
    assert await cursor.fetchone() == {"records": 1, "versions": 2, "numbers": 2}


async def test_the_last_line_of_an_id_counts(send, versions, aside):
    newer = SALE | {"amount": 7}
    assert counts(await send([SALE, SALE, newer, newer])) == (4, 1, 0, 3)
    assert [payload["amount"] for _, payload in await versions()] == ["7"]
    assert [(line, reason) for line, _key, reason, _raw in await aside()] == [
        (1, "superseded"),
        (2, "superseded"),
        (3, "duplicate"),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"transaction_id": "T-1", "amount": 1', "malformed_json"),
        (b'[{"transaction_id": "T-1"}, {"transaction_id": ]', "malformed_json"),
        (b"\xff\xfe\x00 no text", "malformed_json"),
        (b"", "malformed_json"),
        (b"[" * 100_000, "malformed_json"),
        (b'{"transaction_id": "T-1", "amount": NaN}', "malformed_json"),
        (b'"a text"', "not_a_record"),
        (b"[17]", "not_a_record"),
        (b'{"amount": 5}', "no_key"),
        (b'{"transaction_id": "", "amount": 5}', "no_key"),
        (b'{"transaction_id": "T-1", "amount": "much"}', "wrong_type"),
        (b'{"transaction_id": "T-1", "amount": true}', "wrong_type"),
        (b'{"transaction_id": "T-1", "amount": 1e400}', "wrong_type"),
        (b'{"transaction_id": "T-1", "quantity": 1.5}', "wrong_type"),
        (b'{"transaction_id": "T-1", "txn_date": "03/04/2026"}', "wrong_type"),
        (b'{"transaction_id": "T-1", "txn_date": "2026-02-30"}', "wrong_type"),
        (b'{"transaction_id": ["T-1"]}', "wrong_type"),
        (b'{"transaction_id": "T-1", "note": "a\\u0000b"}', "bad_characters"),
        (b'{"transaction_id": "T-1", "note": "\\ud800"}', "bad_characters"),
    ],
)
async def test_what_is_wrong_lies_in_quarantine_as_it_came(send, versions, aside, body, reason):
    assert counts(await send(body)) == (1, 0, 0, 1)
    assert await versions() == []
    [(line, _key, kept, raw)] = await aside()
    assert (line, kept) == (1, reason)
    if reason == "malformed_json" and body.isascii():
        assert raw == body.decode()


async def test_one_bad_record_does_not_hold_up_the_others(send, versions, aside):
    good = SALE | {"transaction_id": "T-2"}
    assert counts(await send([SALE | {"quantity": "two"}, good])) == (2, 1, 0, 1)
    assert [key for key, _ in await versions()] == ["T-2"]
    [(line, key, reason, raw)] = await aside()
    assert (line, key, reason) == (1, "T-1", "wrong_type")
    assert json.loads(raw)["quantity"] == "two"


async def test_json_lines_are_taken_one_by_one(send, aside):
    body = b'{"transaction_id": "T-1"}\n{"transaction_id": "T-2", \n{"transaction_id": "T-3"}\n'
    assert counts(await send(body)) == (3, 2, 0, 1)
    assert [(line, reason) for line, _, reason, _ in await aside()] == [(2, "malformed_json")]


async def test_a_corrected_line_is_settled(send, connection):
    await send(SALE | {"amount": "much"})
    await send(SALE)
    cursor = await connection.execute(
        "select key, settled_at is not null as ok from bronze.quarantine"
    )
    assert await cursor.fetchall() == [{"key": "T-1", "ok": True}]


async def test_moments_become_dates_where_the_shop_is(send, versions):
    await send(SALE | {"date": "2026-01-31T18:30:00Z"})
    assert [payload["txn_date"] for _, payload in await versions()] == ["2026-02-01"]


async def test_exact_numbers_stay_exact(send, versions):
    await send(b'{"transaction_id": "T-1", "amount": 0.1, "weight": 0.30000000000000001}')
    [(_, payload)] = await versions()
    assert (payload["amount"], payload["weight"]) == ("0.1", "0.30000000000000001")


async def test_signatures(client, scout, headers_of):
    body = b'{"transaction_id": "T-1"}'
    path = "/webhook/scout-transactions"
    wrong = headers_of("whsec_another", body)
    assert (await client.post(path, content=body, headers=wrong)).status_code == 401
    good = headers_of(scout["secret"], body)
    changed = await client.post(path, content=body + b" ", headers=good)
    assert (changed.status_code, changed.json()["code"]) == (401, "wrong_signature")
    old = headers_of(scout["secret"], body, at=time.time() - 301)
    assert (await client.post(path, content=body, headers=old)).json()[
        "code"
    ] == "signature_expired"
    unknown = headers_of(scout["secret"], body, code="nobody")
    assert (await client.post(path, content=body, headers=unknown)).status_code == 401
    assert (await client.post(path, content=body)).status_code == 401
    assert (await client.post(path, content=body, headers=good)).status_code == 200


async def test_a_new_secret_makes_the_former_useless(client, signed, scout, headers_of):
    answer = await client.post("/intake/sources/scout/secret", headers=signed("administrator"))
    body = b"{}"
    path = "/webhook/scout-transactions"
    former = headers_of(scout["secret"], body)
    assert (await client.post(path, content=body, headers=former)).status_code == 401
    new = headers_of(answer.json()["secret"], body)
    assert (await client.post(path, content=body, headers=new)).status_code == 200


async def test_a_key_with_the_right_may_send_too(client, signed, scout):
    async def key(scope: str) -> dict[str, str]:
        made = await client.post(
            "/keys", headers=signed("administrator"), json={"name": scope, "scopes": [scope]}
        )
        return {"X-Api-Key": made.json()["key"]}

    path = "/webhook/scout-transactions"
    refused = await client.post(path, json=SALE, headers=await key("jobs:read"))
    assert refused.status_code == 403
    may = await key("intake:write")
    taken = await client.post("/webhook/scout-transactions", json=SALE, headers=may)
    assert counts(taken) == (1, 1, 0, 0)


async def test_a_source_sends_what_it_may(client, signed, scout, headers_of):
    sources = await client.get("/intake/sources", headers=signed("administrator"))
    assert [found["code"] for found in sources.json()] == ["scout"]
    assert "secret" not in sources.json()[0]
    again = await client.post(
        "/intake/sources",
        headers=signed("administrator"),
        json={"code": "scout", "company_id": 2, "domains": ["products"]},
    )
    assert again.status_code == 409
    body = b'{"sku": "4800", "name": "Milo", "price": "1,234.50"}'
    headers = headers_of(scout["secret"], body)
    taken = await client.post("/intake/products/json", content=body, headers=headers)
    assert counts(taken) == (1, 1, 0, 0)
    unknown = await client.post("/intake/weather/json", content=body, headers=headers)
    assert unknown.status_code == 404


async def test_batches_are_shown_to_their_company(client, signed, send):
    batch = (await send([SALE, 17])).json()
    seen = await client.get("/intake/batches?domain=transactions", headers=signed("viewer"))
    assert [found["batch_id"] for found in seen.json()] == [batch["batch_id"]]
    path = f"/intake/batches/{batch['batch_id']}"
    lines = (await client.get(path, headers=signed("viewer"))).json()["lines"]
    assert [(line["line"], line["reason"], line["raw"]) for line in lines] == [
        (2, "not_a_record", "17")
    ]
    stranger = signed("viewer", company_ids=[2])
    assert (
        await client.get(f"/intake/batches/{batch['batch_id']}", headers=stranger)
    ).status_code == 404
    assert (await client.get("/intake/batches", headers=stranger)).json() == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ).map(lambda value: json.dumps([value, {"transaction_id": "T", "amount": value}]).encode())
)
def test_nothing_a_body_holds_is_lost_or_breaks(body):
    lines = list(lines_of(body, domain_of("transactions"), Declaration()))
    for line in lines:
        assert (line.payload is None) == (line.reason is not None)
        text = line.payload or line.raw
        assert text is not None and "\x00" not in text
        text.encode()
    assert lines or body.strip() in {b"[]", b'{"records": []}'}
