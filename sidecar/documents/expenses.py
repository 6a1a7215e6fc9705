"""Files sent for an employee become expenses in Odoo."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sidecar.documents.schemas import ReceiptReading, ReceivedExpense
from sidecar.errors import SidecarError


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file as it was sent."""

    name: str
    content: bytes


class Reader(Protocol):
    """Reads the bytes of a file."""

    async def read_soon(self, content: bytes, *, locale: str | None = None) -> ReceiptReading:
        """Return the reading, or raise a SidecarError with a sentence."""
        ...


class Odoo(Protocol):
    """Calls Odoo."""

    async def execute(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Return what the method returns."""
        ...


async def receive(
    files: Sequence[SentFile], employee: str | None, *, reader: Reader, odoo: Odoo
) -> list[ReceivedExpense]:
    """Read each file and create its expense; one answer a file, in order.

    A file that cannot be read becomes an expense that says so. When Odoo fails at the first file
    its error is raised; at a later one it is that file's answer, for the earlier expenses exist.
    """
    received: list[ReceivedExpense] = []
    for file in files:
        entry = await _entry(file, reader)
        arguments: dict[str, Any] = {"files": [entry]}
        if employee:
            arguments["employee"] = employee
        try:
            [made] = await odoo.execute("hr.expense", "ipai_receive_receipts", **arguments)
        except SidecarError as error:
            if not received:
                raise
            made = {"id": None, "status": "failed", "message": error.detail}
        received.append(
            ReceivedExpense(
                filename=file.name,
                expense_id=made["id"],
                status=made["status"],
                message=made.get("message") or None,
            )
        )
    return received


async def _entry(file: SentFile, reader: Reader) -> dict[str, Any]:
    """Return the file as Odoo takes it: with its reading, or with the sentence why not."""
    reading, message = None, None
    try:
        reading = (await reader.read_soon(file.content)).model_dump(mode="json")
    except SidecarError as error:
        message = error.detail
    content = base64.b64encode(file.content).decode("ascii")
    return {"name": file.name, "content": content, "reading": reading, "message": message}
