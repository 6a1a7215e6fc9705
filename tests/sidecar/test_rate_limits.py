"""Limits of requests: per caller and class, honest about when to come again."""

import asyncio

import httpx
import pytest
from limits.aio.storage import MemoryStorage
from limits.errors import ConfigurationError
from pydantic import ValidationError

from sidecar.app import create_app


@pytest.fixture
def limited(state, serve):
    """Makes a client of the application with these limits."""

    def make(**limits):
        values = {f"limit_{name}": value for name, value in limits.items()}
        return serve({**state, "settings": state["settings"].model_copy(update=values)})

    return make


async def statuses(client: httpx.AsyncClient, count: int, path="/whoami", **request) -> list[int]:
    return [(await client.get(path, **request)).status_code for _ in range(count)]


async def test_too_many_requests_are_told_to_wait_and_others_go_on(limited, signed):
    async with limited(reads="2/minute") as client:
        maria, jose = signed("viewer"), signed("viewer", sub="jose")
        assert await statuses(client, 2, headers=maria) == [200, 200]
        # Another token of the same person counts for the same person.
        refused = await client.get("/whoami", headers=signed("viewer"))
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        wait = int(refused.headers["retry-after"])
        assert 1 <= wait <= 60
        problem = refused.json()
        assert problem["code"] == "too_many_requests"
        assert problem["call_id"] == refused.headers["x-ipai-call"]
        assert f"Try again in {wait} s" in problem["detail"]
        assert "IPAI_LIMIT_READS" in problem["detail"]
        assert (await client.get("/whoami", headers=jose)).status_code == 200


async def test_who_waits_as_long_as_told_is_let_in(limited, signed):
    async with limited(reads="4/second") as client:
        headers = signed("viewer")
        while (answer := await client.get("/whoami", headers=headers)).status_code == 200:
            pass
        await asyncio.sleep(int(answer.headers["retry-after"]))
        assert (await client.get("/whoami", headers=headers)).status_code == 200


async def test_reading_working_and_arriving_data_count_apart(limited, signed):
    async with limited(reads="1/hour", work="1/hour", webhooks="1/hour") as client:
        headers = signed("viewer")
        assert await statuses(client, 2, headers=headers) == [200, 429]
        works = [await client.post("/sync/runs", headers=headers) for _ in range(2)]
        assert [work.status_code for work in works] == [403, 429]
        sent = [await client.post("/webhook/scout-transactions", headers=headers) for _ in range(2)]
        assert [one.status_code for one in sent] == [403, 429]
        assert "IPAI_LIMIT_WEBHOOKS" in sent[1].json()["detail"]


async def test_trying_keys_out_comes_to_an_end(limited, signed):
    async with limited(strangers="3/hour") as client:
        tried = []
        for number in range(4):
            headers = {"Authorization": f"Bearer ipai_abcd{number}_{'x' * 32}"}
            tried += await statuses(client, 1, headers=headers)
        assert tried == [401, 401, 401, 429]
        forged = {"Authorization": "Bearer not.a.token"}
        assert await statuses(client, 1, headers=forged) == [429]
        # Whom a token of Odoo proves is no stranger, though the address is the same.
        assert await statuses(client, 1, headers=signed("viewer")) == [200]


async def test_health_is_never_limited_and_everything_else_together_is(limited, signed):
    async with limited(all="2/hour") as client:
        for person in ("maria", "jose"):
            assert await statuses(client, 1, headers=signed("viewer", sub=person)) == [200]
        assert await statuses(client, 1, headers=signed("viewer", sub="ana")) == [429]
        assert 429 not in await statuses(client, 3, path="/health")


async def test_an_empty_limit_limits_nothing(limited, signed):
    async with limited(reads="", all="") as client:
        assert set(await statuses(client, 20, headers=signed("viewer"))) == {200}


class Down(MemoryStorage):
    """A storage elsewhere that does not answer."""

    STORAGE_SCHEME = ("async+down",)
    base_exceptions = ConnectionError

    async def acquire_sliding_window_entry(self, *_args, **_more):
        raise ConnectionError("refused")


async def test_a_storage_that_is_down_stops_nobody(limited, signed):
    async with limited(reads="1/hour", storage="down://") as client:
        assert await statuses(client, 2, headers=signed("viewer")) == [200, 200]


def test_wrong_settings_are_refused_when_it_starts(settings):
    with pytest.raises(ValidationError, match="write it like 100/hour"):
        type(settings)(limit_reads="many")
    with pytest.raises(ConfigurationError):
        create_app(settings.model_copy(update={"limit_storage": "nowhere://"}))
