"""The routes: a file in, a reading or an expense out, errors as problems."""

import asyncio
import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from PIL import Image
from pydantic import BaseModel

from sidecar.adapters.odoo import OdooAdapter
from sidecar.documents.pages import Limits
from sidecar.documents.schemas import ReceiptReading, ReceivedExpense
from sidecar.documents.service import ReceiptReader
from sidecar.state import State


@pytest.fixture
def state(state: State, reader: ReceiptReader) -> State:
    """The application's state with the engine all tests share, so that it is loaded once."""
    state["reader"].close()
    state["reader"] = ReceiptReader(
        reader.engine, limits=Limits(file_bytes=state["settings"].upload_limit)
    )
    return state


async def test_reads_a_receipt(
    client: httpx.AsyncClient,
    signed: Callable[..., dict[str, str]],
    samples: Path,
    labels: dict[str, dict[str, Any]],
) -> None:
    content = (samples / "01_supermarket.jpg").read_bytes()
    answer = await client.post(
        "/documents/receipts",
        files={"file": ("photo.jpg", content, "image/jpeg")},
        data={"locale": "ph"},
        headers=signed("viewer"),
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    jsonschema.validate(body, ReceiptReading.model_json_schema(mode="serialization"))
    label = labels["01_supermarket.jpg"]
    expected = {name: value for name, value in label.items() if name in body["fields"]}
    assert {name: body["fields"][name]["value"] for name in expected} == expected
    assert len(body["line_items"]) == len(label["line_items"])
    assert body["file_hash"] == hashlib.sha256(content).hexdigest()
    assert len(body["picture_hash"]) == 16
    assert body["engine"] == "rapidocr"
    assert body["locale"] == "ph"
    total = body["fields"]["total"]
    page = body["pages"][0]
    assert total["raw"] == "PHP 969.00"
    assert 0.8 <= total["confidence"] <= 1
    x0, y0, x1, y1 = total["box"]
    assert 0 <= x0 < x1 <= page["width"]
    assert 0 <= y0 < y1 <= page["height"]
    assert any(line["text"] == "TOTAL AMOUNT DUE" for line in body["lines"])


@pytest.mark.parametrize("model", [ReceiptReading, ReceivedExpense])
def test_the_examples_are_what_the_schemas_say(model: type[BaseModel]) -> None:
    schema = model.model_json_schema(mode="serialization")
    for example in schema["examples"]:
        jsonschema.validate(example, schema)
        model.model_validate(example)


async def test_a_known_seller_comes_back_in_its_own_spelling(
    client: httpx.AsyncClient,
    signed: Callable[..., dict[str, str]],
    samples: Path,
    labels: dict[str, dict[str, Any]],
) -> None:
    label = labels["03_restaurant.png"]
    known = [{"name": "Our Restaurant (Makati)", "tin": label["tin"]}, {"name": "Another"}]
    answer = await client.post(
        "/documents/receipts",
        files={"file": ("a.png", (samples / "03_restaurant.png").read_bytes(), "image/png")},
        data={"known_vendors": json.dumps(known)},
        headers=signed("viewer"),
    )
    assert answer.status_code == 200, answer.text
    vendor = answer.json()["fields"]["vendor"]
    assert vendor["value"] == "Our Restaurant (Makati)"
    assert vendor["alternatives"][0]["value"] == label["vendor"]


@pytest.mark.parametrize("known", ["{", "[1]", '[{"tin": "1"}]'])
async def test_known_sellers_must_be_a_list_of_them(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], known: str
) -> None:
    answer = await client.post(
        "/documents/receipts",
        files={"file": ("a.png", b"x", "image/png")},
        data={"known_vendors": known},
        headers=signed("viewer"),
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_known_vendors"
    assert "JSON list" in answer.json()["detail"]


async def test_an_api_key_or_a_scope_of_its_own_is_enough(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], samples: Path
) -> None:
    content = (samples / "07_hotel.pdf").read_bytes()
    headers = signed(scopes=["documents:read"])
    answer = await client.post("/documents/receipts", files={"file": content}, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["fields"]["vendor"]["value"] == "HOTEL PUNTA CORAZON INC."


async def test_who_may(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], samples: Path
) -> None:
    file = {"file": (samples / "07_hotel.pdf").read_bytes()}
    assert (await client.post("/documents/receipts", files=file)).status_code == 401
    answer = await client.post("/documents/receipts", files=file, headers=signed())
    assert answer.status_code == 403
    answer = await client.post(
        "/documents/expenses", files={"files": b"x"}, headers=signed("viewer")
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("photo.jpg", b"not a photo\n", "unsupported_file", "This file is a text file"),
        ("empty.pdf", b"", "empty_file", "is empty"),
        ("cut.png", b"\x89PNG\r\n\x1a\n" + bytes(30), "damaged_file", "damaged"),
    ],
)
async def test_problems(
    client: httpx.AsyncClient,
    signed: Callable[..., dict[str, str]],
    name: str,
    content: bytes,
    code: str,
    words: str,
) -> None:
    answer = await client.post(
        "/documents/receipts", files={"file": (name, content)}, headers=signed("viewer")
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["code"] == code
    assert words in body["detail"]
    assert body["call_id"] == answer.headers["x-ipai-call"]


async def test_unknown_locale(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], samples: Path
) -> None:
    answer = await client.post(
        "/documents/receipts",
        files={"file": (samples / "07_hotel.pdf").read_bytes()},
        data={"locale": "martian"},
        headers=signed("viewer"),
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_locale"


async def test_forty_megabytes(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]]
) -> None:
    answer = await client.post(
        "/documents/receipts",
        files={"file": b"\xff\xd8\xff" + bytes(40 * 1024 * 1024)},
        headers=signed("viewer"),
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "file_too_large"
    assert "25 MB" in answer.json()["detail"]


async def test_others_are_answered_while_a_page_is_read(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], samples: Path
) -> None:
    content = (samples / "02_coffee.jpg").read_bytes()
    reading = asyncio.create_task(
        client.post("/documents/receipts", files={"file": content}, headers=signed("viewer"))
    )
    answered = 0
    while not reading.done():
        await client.get("/whoami", headers=signed("viewer"))
        await asyncio.sleep(0.01)
        answered += 1
    assert (await reading).status_code == 200
    assert answered > 3


class FakeOdoo(ThreadingHTTPServer):
    """Odoo 18 as far as JSON-RPC goes: signs in and notes what it is called with."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _OdooHandler)
        self.calls: list[dict[str, Any]] = []
        self.answers: list[Any] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _OdooHandler(BaseHTTPRequestHandler):
    server: FakeOdoo

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        params = asked.get("params", {})
        body: dict[str, Any] = {"jsonrpc": "2.0", "id": asked.get("id")}
        if params.get("method") == "execute_kw":
            _db, _uid, _key, model, method, args, kwargs = params["args"]
            self.server.calls.append({"model": model, "method": method, "args": args, **kwargs})
            given = self.server.answers.pop(0)
            body |= {"error": given} if isinstance(given, dict) else {"result": given}
        elif self.path.startswith("/web/session/authenticate"):
            body["result"] = {"uid": 7, "user_context": {}}
        elif params.get("service") == "common":
            body["result"] = 7
        else:
            body["result"] = {"server_version": "18.0", "server_version_info": [18, 0, 0, "final"]}
        packed = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def odoo(state: State) -> Iterator[FakeOdoo]:
    """An Odoo that answers the application's adapter."""
    server = FakeOdoo()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state["odoo"] = OdooAdapter(server.url, "odoo", "ipai_service", "key")
    yield server
    state["odoo"].close()
    server.shutdown()
    server.server_close()


async def test_files_become_expenses(
    client: httpx.AsyncClient,
    signed: Callable[..., dict[str, str]],
    odoo: FakeOdoo,
    samples: Path,
    labels: dict[str, dict[str, Any]],
) -> None:
    content = (samples / "07_hotel.pdf").read_bytes()
    odoo.answers = [
        [{"id": 41, "status": "read", "message": False}],
        [{"id": 42, "status": "failed", "message": "no"}],
    ]
    answer = await client.post(
        "/documents/expenses",
        files=[("files", ("../folio.pdf", content)), ("files", ("note.jpg", b"a note"))],
        data={"employee": "maria@example.com"},
        headers=signed("analyst"),
    )
    assert answer.status_code == 200, answer.text
    assert answer.json() == [
        {"filename": "folio.pdf", "expense_id": 41, "status": "read", "message": None},
        {"filename": "note.jpg", "expense_id": 42, "status": "failed", "message": "no"},
    ]
    first, second = odoo.calls
    assert (first["model"], first["method"]) == ("hr.expense", "ipai_receive_receipts")
    assert first["employee"] == "maria@example.com"
    [sent] = first["files"]
    assert base64.b64decode(sent["content"]) == content
    assert sent["message"] is None
    label = labels["07_hotel.pdf"]
    assert sent["reading"]["fields"]["total"]["value"] == label["total"]
    [refused] = second["files"]
    assert refused["reading"] is None
    assert "a text file" in refused["message"]
    assert base64.b64decode(refused["content"]) == b"a note"


REFUSAL = {
    "code": 200,
    "message": "Odoo Server Error",
    "data": {"name": "odoo.exceptions.UserError", "message": "Name exactly one.", "arguments": []},
}


async def test_odoo_refuses_the_first_file(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], odoo: FakeOdoo
) -> None:
    odoo.answers = [REFUSAL]
    answer = await client.post(
        "/documents/expenses", files={"files": ("a.txt", b"note")}, headers=signed("analyst")
    )
    assert answer.status_code == 400
    assert "Name exactly one." in answer.json()["detail"]


async def test_odoo_refuses_a_later_file(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], odoo: FakeOdoo
) -> None:
    odoo.answers = [[{"id": 41, "status": "failed", "message": "x"}], REFUSAL]
    answer = await client.post(
        "/documents/expenses",
        files=[("files", ("a.txt", b"note")), ("files", ("b.txt", b"note"))],
        headers=signed("analyst"),
    )
    assert answer.status_code == 200
    assert [row["expense_id"] for row in answer.json()] == [41, None]
    assert "Name exactly one." in answer.json()[1]["message"]


async def test_a_dead_odoo_is_told(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]]
) -> None:
    answer = await client.post(
        "/documents/expenses", files={"files": ("a.txt", b"note")}, headers=signed("analyst")
    )
    assert answer.status_code == 503


async def test_too_many_files(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]]
) -> None:
    files = [("files", (f"{number}.txt", b"x")) for number in range(51)]
    answer = await client.post("/documents/expenses", files=files, headers=signed("analyst"))
    assert answer.status_code == 400
    assert answer.json()["code"] == "too_many_files"


@pytest.mark.parametrize("name", ["08_pharmacy.heic", "11_supermarket.pdf", "12_coffee.tif"])
async def test_draws_a_page_the_browser_cannot_show(
    name: str,
    client: httpx.AsyncClient,
    signed: Callable[..., dict[str, str]],
    samples: Path,
    reader: ReceiptReader,
) -> None:
    content = (samples / name).read_bytes()
    answer = await client.post(
        "/documents/pages/1", files={"file": (name, content)}, headers=signed("viewer")
    )
    assert answer.status_code == 200, answer.text
    drawn = answer.json()
    with Image.open(BytesIO(base64.b64decode(drawn["jpeg"]))) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (drawn["width"], drawn["height"])
    page = reader.read(content).pages[0]
    assert drawn["width"] / drawn["height"] == pytest.approx(page.width / page.height, rel=0.01)


async def test_a_page_too_many(
    client: httpx.AsyncClient, signed: Callable[..., dict[str, str]], samples: Path
) -> None:
    for name in ("02_coffee.jpg", "11_supermarket.pdf"):
        files = {"file": (name, (samples / name).read_bytes())}
        answer = await client.post("/documents/pages/9", files=files, headers=signed("viewer"))
        assert answer.status_code == 404
        assert answer.json()["code"] == "no_such_page"
