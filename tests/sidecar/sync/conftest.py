"""An Odoo as the reader sees it: answers in the form of ipai_sync's RPC, from rows a test sets.

The real one is asked by tests/e2e; here the cases are those a real one shows rarely.
"""

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest

SOURCE = "11111111-2222-3333-4444-555555555555"
TABLES = {"res.partner": "res_partner", "account.move": "account_move"}


class Books:
    """Rows of an Odoo, and the batches it will send next."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, dict[str, Any]]] = {model: {} for model in TABLES}
        self.batches: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.settled = True

    async def execute(self, model: str, method: str, /, **arguments: Any) -> Any:
        assert model == "ipai.sync.table"
        return getattr(self, method)(**arguments)

    def describe(self) -> dict[str, Any]:
        fields = [
            {"name": "name", "type": "char", "relation": None},
            {"name": "ipai_tin", "type": "absent", "relation": None},
        ]
        return {
            "odoo_version": "18.0",
            "database": "books",
            "database_uuid": SOURCE,
            "tables": [
                {"model": model, "table": table, "fields": fields}
                for model, table in TABLES.items()
            ],
        }

    def changes(
        self, cursor: str | None = None, limit: int = 5000, refresh: list[str] | None = None
    ) -> dict[str, Any]:
        self.asked.append({"cursor": cursor, "limit": limit, "refresh": refresh})
        if refresh:
            return self.whole(*refresh, cursor=f"{cursor}+")
        if self.batches:
            return self.batches.pop(0)
        return batch([], cursor=cursor or "start")

    def counts(self, cursor: str | None = None) -> dict[str, Any]:
        return {
            "source": SOURCE,
            "settled": self.settled,
            "tables": {
                model: {"table": TABLES[model], "count": len(rows), "id_sum": sum(rows)}
                for model, rows in self.rows.items()
            },
        }

    def whole(self, *models: str, cursor: str, **values: Any) -> dict[str, Any]:
        """A batch with the whole of some models."""
        lines = [
            {"model": model, "id": key, "op": "U", "row": {"id": key} | row}
            for model in models
            for key, row in self.rows[model].items()
        ]
        ranges = [{"model": model, "after": 0, "upto": None} for model in models]
        return batch(lines, cursor=cursor, complete=ranges, **values)


def batch(lines: list[dict[str, Any]], *, cursor: str, tx: int = 100, **values: Any) -> Any:
    """An answer of changes()."""
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    return {
        "source": SOURCE,
        "origin": "first-life",
        "tx": tx,
        "tables": TABLES,
        "cursor": cursor,
        "more": False,
        "settled": True,
        "rows": len(lines),
        "complete": [],
        "behind": {"rows": 0, "seconds": 0.0},
        "encoding": "zlib+base64",
        "batch": base64.b64encode(zlib.compress(body.encode())).decode(),
    } | values


def partner(key: int, name: str | None, **row: Any) -> dict[str, Any]:
    """A line about a partner; without a name it is gone."""
    line = {"model": "res.partner", "id": key, "op": "D" if name is None else "U"}
    return line if name is None else line | {"row": {"id": key, "name": name} | row}


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture(name="batch")
def batch_fixture() -> Callable[..., Any]:
    return batch


@pytest.fixture(name="partner")
def partner_fixture() -> Callable[..., Any]:
    return partner
