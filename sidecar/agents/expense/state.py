"""What the expense agent is given, and what it keeps between its steps."""

from typing import Any, TypedDict

from pydantic import BaseModel, Field

from sidecar.agents.steps import CourseState


class ExpenseInput(BaseModel):
    """The expense to work on."""

    expense_id: int = Field(ge=1)


class Facts(TypedDict):
    """What later steps need of a reading; the reading itself is kept by Odoo."""

    status: str
    values: dict[str, str | None]
    items: list[str]
    failed_checks: list[str]
    is_receipt: bool
    today: str


class ExpenseState(CourseState, total=False):
    """The state of one run."""

    company_id: int
    facts: Facts
    duplicates: list[int]
    low: list[str]


def facts_of(reading: dict[str, Any], today: str) -> Facts:
    """Pick out of a reading (a ReceiptReading's JSON) what later steps need."""
    fields: dict[str, Any] = reading["fields"]
    return {
        "status": reading["status"],
        "values": {name: entry["value"] for name, entry in fields.items() if entry},
        "items": [item["description"] for item in reading.get("line_items", [])],
        "failed_checks": [
            check["text"] for check in reading.get("checks", []) if not check["passed"]
        ],
        "is_receipt": reading.get("is_receipt", True),
        "today": today,
    }
