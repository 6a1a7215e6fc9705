"""Dirty rows through the real route and the real build: each ends where it belongs, and why."""

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import psycopg
import pytest

from sidecar.adapters.postgres import transaction
from sidecar.app import open_state
from sidecar.intake import service as intake
from sidecar.intake.signatures import sign
from sidecar.platinum import service as platinum
from sidecar.transforms import service

GOOD = {
    "transaction_id": "T-1",
    "txn_date": "2026-03-02",
    "store": "Store A",
    "region": "NCR",
    "product_category": "snacks",
    "brand": "Oishi",
    "quantity": 2,
    "amount": 45.5,
}
TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
DIRTY = [
    GOOD,
    GOOD | {"transaction_id": "T-2", "amount": -5},
    GOOD | {"transaction_id": "T-3", "amount": 0},
    GOOD | {"transaction_id": "T-4", "txn_date": TOMORROW},
    GOOD | {"transaction_id": "T-5", "product_category": "Spaceships"},
    GOOD | {"transaction_id": "T-6", "amount": None, "txn_date": None, "product_category": None},
    GOOD | {"transaction_id": "T-7", "amount": "much"},
    GOOD,
    GOOD | {"transaction_id": "T-8", "amount": "1,200.00"},
]
MART = (
    "select transaction_id, amount::text, product_category from gold.scout_transactions order by 1"
)
REJECTS = "select transaction_id, broken_rules from silver.slv_transactions_rejected order by 1"
TRENDS = """
    select week::text, total_amount::text, moving_avg_4w::text, wow_growth_pct::text, z_score::text,
        is_anomaly
    from gold.category_trends
    where area = 'sales' and category = 'Snacks' and week < '2026-02-16' order by week
"""
TOGETHER = """
    select product_name, recommended_name, place, together_count, support::text, confidence::text,
        lift::text
    from platinum.platinum_product_recommendations order by 1
"""
RAISED = """
    select exception_type, status, finding from gold.exceptions
    where exception_type in ('rejected_record', 'quarantined_line') and company_id = 1
    order by exception_id
"""
ASIDE = "select line, key, reason from bronze.quarantine order by batch_id, line"


@pytest.fixture
async def shop(warehouse, serve, signed, source):
    """Sends bodies as the shop and builds; gives what came back."""
    async with open_state(warehouse) as state, serve(state) as client:
        made = await client.post(
            "/intake/sources",
            headers=signed("administrator", secret=warehouse.sidecar_secret.get_secret_value()),
            json={"code": "scout", "company_id": 1, "domains": ["products", "transactions"]},
        )
        secret = made.json()["secret"]
        assert made.json()["source"] == source, "the database that was synchronised last"

        async def post(body, path="/webhook/scout-transactions"):
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            now = str(int(time.time()))
            headers = {
                "X-Ipai-Timestamp": now,
                "X-Ipai-Signature": sign(secret, now, content),
            }
            answer = await client.post(path, content=content, headers=headers)
            assert answer.status_code == 200, answer.text
            return answer.json()

        async def find(text, **given):
            holder = given.pop("company_ids", [1])
            secret = warehouse.sidecar_secret.get_secret_value()
            headers = signed("viewer", secret=secret, company_ids=holder)
            answer = await client.post(
                "/platinum/search", headers=headers, json={"text": text} | given
            )
            assert answer.status_code == 200, answer.text
            return answer.json()

        async def build(
            select="brz_intake__transactions+ brz_intake__products+ brz_intake__quarantine+",
        ):
            return await service.build(state["pool"], state["dbt"], select=select)

        yield SimpleNamespace(post=post, build=build, find=find, state=state)


def refused(ask, status):
    """What its company sees in gold.exceptions: {record: what is wrong with it}, and the reasons of
    lines in quarantine."""
    found = ask(RAISED, {"company_ids": [1]}, role="finance")
    assert found == ask(RAISED)
    assert ask(RAISED, {"company_ids": [2]}, role="finance") == []
    records, reasons = {}, []
    for kind, state, finding in found:
        name, what, *_ = finding.split(": ")
        if state == status and kind == "quarantined_line":
            reasons.append(what)
        elif state == status:
            records[name] = what
    return records, sorted(reasons)


async def test_dirty_rows_end_where_they_belong(shop, ask, warehouse):
    post, build = shop.post, shop.build
    batch = await post(DIRTY)
    assert (batch["received"], batch["accepted"], batch["quarantined"]) == (9, 7, 2)
    malformed = await post(b'[{"transaction_id": "T-9", "amount": 5')
    assert (malformed["received"], malformed["quarantined"]) == (1, 1)
    await build()

    assert ask(MART) == [("T-1", "45.50", "Snacks"), ("T-8", "1200.00", "Snacks")]
    assert ask(REJECTS) == [
        ("T-2", "amount_not_positive"),
        ("T-3", "amount_not_positive"),
        ("T-4", "date_in_future"),
        ("T-5", "category_unknown"),
        ("T-6", "amount_missing, date_missing, category_missing"),
    ]
    assert sorted(reason for _, _, reason in ask(ASIDE)) == [
        "duplicate",
        "malformed_json",
        "wrong_type",
    ]
    seen = "select count(*) from gold.scout_transactions"
    assert ask(seen, {"company_ids": [1]}, role="finance") == [(2,)]
    assert ask(seen, {"company_ids": [2]}, role="finance") == [(0,)]

    assert refused(ask, "open") == (
        {
            "scout T-2": "amount not positive",
            "scout T-3": "amount not positive",
            "scout T-4": "date in future",
            "scout T-5": "category unknown",
            "scout T-6": "amount missing, date missing, category missing",
        },
        ["duplicate", "malformed json", "wrong type"],
    )

    # What was corrected leaves the rejects; what was right and is wrong now leaves gold.
    corrected = [GOOD | {"transaction_id": key, "amount": 5} for key in ("T-2", "T-6", "T-7")]
    await post([*corrected, GOOD | {"amount": -1}])
    await build()
    assert [row[:2] for row in ask(MART)] == [
        ("T-2", "5.00"),
        ("T-6", "5.00"),
        ("T-7", "5.00"),
        ("T-8", "1200.00"),
    ]
    assert [key for key, _ in ask(REJECTS)] == ["T-1", "T-3", "T-4", "T-5"]
    assert refused(ask, "resolved") == ({}, ["duplicate", "wrong type"]), "of T-1 and T-7"
    records, reasons = refused(ask, "open")
    assert (sorted(records), reasons) == (
        ["scout T-1", "scout T-3", "scout T-4", "scout T-5"],
        ["malformed json"],
    )

    # The day of T-4 comes: the last build is three days old, and its future has become the past.
    with psycopg.connect(warehouse.warehouse_dsn.get_secret_value()) as connection:
        connection.execute("update silver.mark set built_at = built_at - interval '3 days'")
        connection.execute(
            "update bronze.bronze_transactions"
            " set payload = payload || '{\"txn_date\": \"2026-03-02\"}' where key = 'T-4'"
        )
        connection.execute("update bronze.quarantine set settled_at = now() - interval '91 days'")
    async with transaction(shop.state["pool"]) as connection:
        assert (await intake.prune(connection))["quarantine"] == 3
    await build()
    assert "T-4" in [key for key, *_ in ask(MART)]
    assert [key for key, _ in ask(REJECTS)] == ["T-1", "T-3", "T-5"]
    records, reasons = refused(ask, "open")
    assert (sorted(records), reasons) == (["scout T-1", "scout T-3", "scout T-5"], [])
    assert refused(ask, "resolved") == ({}, [])


async def test_sales_that_are_too_old_leave_all_layers_and_books_stay(shop, ask):
    today = datetime.now(UTC).date()
    edge = today.replace(year=today.year - 5, day=min(today.day, 28))
    old = {"T-0": edge - timedelta(days=5), "T-9": edge + timedelta(days=5)}
    await shop.post(
        [GOOD]
        + [GOOD | {"transaction_id": key, "txn_date": f"{day}"} for key, day in old.items()]
        + [GOOD | {"transaction_id": "T-R", "txn_date": "2020-01-05", "amount": -1}]
    )
    await shop.build()
    sales = "select count(*) from platinum.platinum_transaction_texts where kind = 'sale'"
    assert ([row[0] for row in ask(MART)], ask(sales)) == (["T-0", "T-1", "T-9"], [(3,)])
    books = ask("select count(*), max(seq) from bronze.odoo_account_move_line")
    async with transaction(shop.state["pool"]) as connection:
        assert await intake.retire(connection, 5) == {"transactions": 2}
        assert await intake.retire(connection, 5) == {"transactions": 0}
    await shop.build()
    assert ([row[0] for row in ask(MART)], ask(REJECTS)) == (["T-1", "T-9"], [])
    assert ask(sales) == [(2,)]
    assert ask("select count(*), max(seq) from bronze.odoo_account_move_line") == books


async def test_figures_by_hand(shop, ask):
    """Weeks of 100, 120, 80, 100, none, 500; milk and bread in two of five baskets: the figures of
    DECISIONS.md."""
    post, build = shop.post, shop.build
    await send_weeks(post)
    await send_baskets(post)
    await build()
    assert ask(TRENDS) == [
        ("2026-01-05", "100.00", "100.00", None, None, False),
        ("2026-01-12", "120.00", "110.00", "20.00", None, False),
        ("2026-01-19", "80.00", "100.00", "-33.33", None, False),
        ("2026-01-26", "100.00", "100.00", "25.00", None, False),
        ("2026-02-02", "0.00", "75.00", "-100.00", "-6.12", True),
        ("2026-02-09", "500.00", "170.00", None, "8.95", True),
    ]
    assert ask(TOGETHER) == [
        ("Fresh milk 1 l", "bread", 1, 2, "0.4000", "0.6667", "1.1111"),
        ("bread", "Fresh milk 1 l", 1, 2, "0.4000", "0.6667", "1.1111"),
    ]

    # One vector a text, however many rows have it; a second run has nothing to do.
    texts = "select count(distinct (company_id, digest)) from platinum.platinum_transaction_texts"
    made = await platinum.refresh(shop.state["pool"], shop.state["embedder"])
    assert ask(texts) == [(made.embedded + made.shared,)]
    assert made.embedded < ask("select count(*) from platinum.platinum_transaction_texts")[0][0]
    assert (await platinum.refresh(shop.state["pool"], shop.state["embedder"])).embedded == 0
    assert ask("select count(*) from platinum.platinum_transaction_embeddings") == ask(
        "select count(*) from platinum.platinum_transaction_texts"
    )
    found = await shop.find("diesel oil from the petrol station", limit=3)
    assert found[0]["kind"] == "expense" and "Diesel" in found[0]["text"]
    assert found[0]["total_amount"] == "1120.00"
    [best] = await shop.find("something to wash hands with", kind="sale", limit=1)
    assert (best["occurrences"], "soap" in best["text"]) == (2, True)
    assert await shop.find("gasoline for the car", date_from="2027-01-01") == []
    assert await shop.find("gasoline for the car", company_ids=[2]) == []


async def send_weeks(post):
    days = {"2026-01-06": 100, "2026-01-14": 120, "2026-01-20": 80, "2026-01-27": 100}
    days |= {"2026-02-10": 500}
    await post(
        [
            GOOD | {"transaction_id": f"T-{day}", "txn_date": day, "amount": amount}
            for day, amount in days.items()
        ]
    )


async def send_baskets(post):
    today = datetime.now(UTC).date() - timedelta(days=2)
    baskets = {
        "B1": "milk bread",
        "B2": "milk bread",
        "B3": "milk",
        "B4": "soap bread",
        "B5": "soap",
    }
    await post(
        [
            GOOD
            | {
                "transaction_id": f"{basket}-{item}",
                "basket_id": basket,
                "product_id": item,
                "product_name": item,
            }
            | {"txn_date": today.isoformat(), "product_category": "Dairy"}
            for basket, items in baskets.items()
            for item in items.split()
        ]
    )
    product = {"product_id": "milk", "name": "Fresh milk 1 l", "category": "Dairy", "price": 95}
    await post([product], "/intake/products/json")
