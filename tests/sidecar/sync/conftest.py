"""An Odoo as the reader sees it: answers in the form of ipai_sync's RPC, from rows a test sets.

The real one is asked by tests/e2e; here the cases are those a real one shows rarely.
"""

import base64
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.sidecar.images import pieces_of, text_of

SOURCE = "11111111-2222-3333-4444-555555555555"
TABLES = {"res.partner": "res_partner", "account.move": "account_move"}


class Books:
    """Rows of an Odoo, and the batches it will send next."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, dict[str, Any]]] = {model: {} for model in TABLES}
        self.batches: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.settled = True
        self.reported: list[dict[str, Any]] | None = None

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
            "reports": True,
            "tables": [
                {"model": model, "table": table, "fields": fields}
                for model, table in TABLES.items()
            ],
        }

    def changes(
        self,
        cursor: str | None = None,
        limit: int = 5000,
        refresh: list[str] | None = None,
        record_ids: dict[str, list[int]] | None = None,
        committed: str | None = None,
    ) -> dict[str, Any]:
        self.asked.append({"cursor": cursor, "limit": limit, "committed": committed})
        if record_ids:
            return self.some(record_ids, cursor=f"{cursor}+")
        if refresh:
            return self.whole(*refresh, cursor=f"{cursor}+")
        if self.batches:
            return self.batches.pop(0)
        return batch([], cursor=cursor or "start")

    def checksums(
        self, cursor: str | None = None, models: list[str] | None = None, size: int = 10_000
    ) -> dict[str, Any]:
        tables = {}
        for model in models or self.rows:
            hashes = self.hashes(model)
            buckets = [[0, len(hashes), sum(hashes), str(sum(hashes.values()))]] if hashes else []
            tables[model] = {"table": TABLES[model], "buckets": buckets}
        return {"source": SOURCE, "settled": self.settled, "tables": tables}

    def bucket_hashes(self, model: str, buckets: list[int], size: int = 10_000) -> dict[str, Any]:
        assert buckets == [0]
        hashes = self.hashes(model)
        return {"ids": list(hashes), "hashes": [str(value) for value in hashes.values()]}

    def report_reconciliation(self, rows: list[dict[str, Any]]) -> bool:
        self.reported = rows
        return True

    def hashes(self, model: str) -> dict[int, int]:
        """{id: hash} of what the model has."""
        text = text_of(
            {"id": key, "row": {"id": key} | row} for key, row in self.rows[model].items()
        )
        return {int(key): int(value) for key, value, _ in map(parts, text.splitlines())}

    def whole(self, *models: str, cursor: str, **values: Any) -> dict[str, Any]:
        """A batch with the whole of some models."""
        pieces, body = [], b""
        for model in models:
            text = text_of(
                {"id": key, "row": {"id": key} | row} for key, row in self.rows[model].items()
            )
            pieces.append(whole_range(model, len(text)))
            body += text
        return batch([], cursor=cursor, pieces=pieces, body=body, **values)

    def some(self, ids: dict[str, list[int]], *, cursor: str) -> dict[str, Any]:
        """A batch with some records."""
        lines = []
        for model, keys in ids.items():
            for key in keys:
                row = self.rows[model].get(key)
                lines.append({"model": model, "id": key, "row": row and {"id": key} | row})
        return batch(lines, cursor=cursor)


def parts(line: bytes) -> list[str]:
    return line.decode().split("\t")


def whole_range(
    model: str, size: int, *, after: int = 0, upto: int | None = None
) -> dict[str, Any]:
    """A piece that has all of a range of ids."""
    return {
        "model": model,
        "table": TABLES[model],
        "ids": None,
        "after": after,
        "upto": upto,
        "rows": 0,
        "bytes": size,
    }


def batch(
    lines: list[dict[str, Any]],
    *,
    cursor: str,
    tx: int = 100,
    pieces: list[dict[str, Any]] | None = None,
    body: bytes = b"",
    **values: Any,
) -> Any:
    """An answer of changes(): records by id, or the pieces that are given."""
    if pieces is None:
        pieces, body = pieces_of(lines, TABLES)
    return {
        "source": SOURCE,
        "origin": "first-life",
        "tx": tx,
        "cursor": cursor,
        "more": False,
        "settled": True,
        "pieces": pieces,
        "behind": {"rows": 0, "seconds": 0.0},
        "encoding": "copy+zlib+base64",
        "batch": base64.b64encode(zlib.compress(body)).decode(),
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


@pytest.fixture(name="whole_range")
def whole_range_fixture() -> Callable[..., Any]:
    return whole_range
