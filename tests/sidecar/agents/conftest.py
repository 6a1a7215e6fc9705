"""A run of the expense agent in a real worker on a real queue; a double answers for Odoo."""

import base64
import importlib.util
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from sidecar.adapters.postgres import transaction
from sidecar.agents import service
from sidecar.agents.schemas import NewRun, PersonsAnswer
from sidecar.app import open_state
from sidecar.jobs.worker import run as work
from sidecar.settings import Settings
from sidecar.state import State

_SPEC = importlib.util.spec_from_file_location(
    "odoo_double", Path(__file__).with_name("odoo_double.py")
)
odoo_double = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(odoo_double)

SAMPLES = Path(__file__).parents[3] / "deploy/local/demo/samples"
PRODUCTS = [
    {"id": 1, "name": "Meals", "code": "FOOD", "words": "Meals"},
    {"id": 2, "name": "Fuel", "code": "FUEL", "words": "Fuel"},
    {"id": 3, "name": "Expenses", "code": "EXP_GEN", "words": "Expenses"},
]


def field(value: str | None, confidence: float = 0.97) -> dict[str, Any]:
    """A value as a reading holds it."""
    return {
        "value": value,
        "raw": value,
        "confidence": confidence if value is not None else 0,
        "page": 1,
        "box": [40.0, 40.0, 300.0, 80.0],
        "alternatives": [],
    }


NAMES = [
    "vendor",
    "address",
    "tin",
    "date",
    "total",
    "tax",
    "currency",
    "receipt_number",
    "vatable_sales",
    "vat_exempt",
    "zero_rated",
    "time",
    "service_charge",
    "discount",
    "vat_registration",
    "payment_method",
    "category",
]
VALUES = {
    "vendor": "AMIHAN FUEL STATION",
    "tin": "123-456-789-00000",
    "date": "2026-11-03",
    "total": "1120.00",
    "tax": "120.00",
    "currency": "PHP",
    "category": "fuel",
}


def make_reading(lines: list[str] | None = None, **values: Any) -> dict[str, Any]:
    """A ReceiptReading's JSON; a value may be given with its confidence as a pair."""
    fields = {}
    for name in NAMES:
        given = values.get(name, VALUES.get(name))
        fields[name] = field(*given) if isinstance(given, tuple) else field(given)
    texts = lines or ["AMIHAN FUEL STATION", "DIESEL 20 L", "TOTAL 1,120.00"]
    return {
        "engine": "rapidocr",
        "locale": "ph",
        "status": "read",
        "advice": None,
        "seconds": 0.5,
        "pages": [{"number": 1, "width": 800, "height": 1000, "rotation": 0}],
        "fields": fields,
        "lines": [
            {
                "text": text,
                "score": 0.98,
                "page": 1,
                "box": [40.0, 40.0 * at, 500.0, 40.0 * at + 30],
            }
            for at, text in enumerate(texts, 1)
        ],
        "line_items": [
            {
                "description": "DIESEL",
                "quantity": "20",
                "unit_price": "56.00",
                "amount": "1120.00",
                "confidence": 0.9,
                "page": 1,
                "box": None,
            }
        ],
        "checks": [],
        "picture_hash": None,
        "file_hash": "ab" * 32,
        "is_receipt": True,
        "region": None,
        "more": [],
    }


@pytest.fixture
def reading() -> Callable[..., dict[str, Any]]:
    return make_reading


@pytest.fixture
def odoo() -> Iterator[Any]:
    """Odoo with one expense whose receipt was read already and whose policies let it pass."""
    with odoo_double.OdooDouble() as double:
        double.answers = {
            "ipai_agent_receipt": lambda _a: {
                "name": "receipt.jpg",
                "content": "",
                "mimetype": "image/jpeg",
                "locale": None,
                "company_id": 1,
                "today": "2026-11-20",
                "reading": make_reading(),
                "known_vendors": [],
            },
            "ipai_agent_fill": lambda _a: {
                "state": "read",
                "low": [],
                "message": None,
                "duplicates": [],
            },
            "ipai_agent_fail": lambda _a: {"state": "failed"},
            "ipai_agent_catalogue": lambda _a: {
                "company_id": 1,
                "products": PRODUCTS,
                "default_id": 3,
            },
            "ipai_agent_memory": lambda a: [
                row for row in double.memory if row["id"] > a["after_id"]
            ][: a["limit"]],
            "ipai_agent_classify": lambda a: {
                "product_id": a["result"]["product_id"],
                "kept_by_person": False,
            },
            "ipai_agent_policy": lambda _a: {"breaches": [], "waits_for": None},
            "ipai_agent_route": lambda _a: {"approvers": ["Ana Cruz"], "reason": "Their manager."},
            "ipai_agent_notify": lambda _a: {"notified": ["Maria Santos"]},
        }
        yield double


@pytest.fixture
def agent_settings(own_settings: Settings, odoo: Any) -> Settings:
    return own_settings.model_copy(update={"odoo_url": odoo.url, "worker_grace": 30})


class Bench:
    """A state to work with: orders runs, works the queue empty, looks at runs."""

    def __init__(self, state: State, odoo: Any) -> None:
        self.state, self.odoo = state, odoo

    async def begin(self, run: str | None = None, **options: Any) -> str:
        run = run or str(uuid.uuid4())
        self.odoo.runs.setdefault(run, odoo_double.Run())
        wanted = NewRun(run=run, input={"expense_id": 41}, **options)
        async with transaction(self.state["pool"]) as connection:
            await service.begin(connection, self.state["jobs"], "expense", wanted)
        return run

    async def answer(self, run: str, number: int = 1, **answer: Any) -> None:
        self.odoo.runs[run].answers = number
        given = PersonsAnswer(answer=answer, number=number)
        async with transaction(self.state["pool"]) as connection:
            await service.answer(connection, self.state["jobs"], run, given)

    async def cancel(self, run: str) -> None:
        async with transaction(self.state["pool"]) as connection:
            await service.cancel(connection, self.state["jobs"], run, by="Maria Santos")

    async def show(self, run: str) -> Any:
        async with transaction(self.state["pool"]) as connection:
            return await service.show(connection, run)

    async def drain(self) -> None:
        """Work until nothing is due; jobs that wait for their next try are due now."""
        for _round in range(4):
            await self.sql("update jobs.procrastinate_jobs set scheduled_at = null")
            await work(self.state, wait=False)

    async def sql(self, query: str, *values: Any) -> list[dict[str, Any]]:
        async with transaction(self.state["pool"]) as connection:
            cursor = await connection.execute(query, values)
            return await cursor.fetchall() if cursor.description else []

    async def jobs(self, task: str = "agents.run") -> list[str]:
        """States of the jobs of a task, in the order they were queued."""
        rows = await self.sql(
            "select status::text as state from jobs.procrastinate_jobs"
            " where task_name = %s order by id",
            task,
        )
        return [row["state"] for row in rows]

    async def run(self, **options: Any) -> Any:
        """Begin a run and work it to a stop; Odoo's row of it."""
        run = await self.begin(**options)
        await self.drain()
        return self.odoo.runs[run]


@pytest.fixture
async def bench(agent_settings: Settings, odoo: Any) -> AsyncIterator[Bench]:
    async with open_state(agent_settings) as state:
        yield Bench(state, odoo)


@pytest.fixture
async def bench_with(agent_settings: Settings, odoo: Any) -> AsyncIterator[Callable[..., Any]]:
    """Opens a bench with other settings."""
    async with AsyncExitStack() as stack:

        async def make(**values: Any) -> Bench:
            settings = agent_settings.model_copy(update=values)
            return Bench(await stack.enter_async_context(open_state(settings)), odoo)

        yield make


@pytest.fixture
def sample() -> Callable[[str], dict[str, Any]]:
    """The answer of `ipai_agent_receipt` for a sample picture nobody has read."""

    def made(name: str) -> dict[str, Any]:
        content = (SAMPLES / name).read_bytes()
        return {
            "name": name,
            "content": base64.b64encode(content).decode(),
            "mimetype": "image/png",
            "locale": None,
            "company_id": 1,
            "today": "2026-11-20",
            "reading": None,
            "known_vendors": [],
        }

    return made
