"""First act: the sample receipts become expenses of an employee, over the sidecar's REST route."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

from . import tables
from .checks import same_vendor
from .scene import EMPLOYEE, Act, Scene, played

SAMPLES = Path(__file__).with_name("samples")
FIELDS = (
    "name",
    "date",
    "total_amount_currency",
    "tax_amount_currency",
    "ipai_state",
    "ipai_vendor_name",
    "ipai_reading",
    "ipai_low_confidence",
)
SHOWN = ("vendor", "date", "total")
"""The values whose confidence the table shows: the lowest of them."""


@dataclass(frozen=True)
class Outcome:
    """One receipt: what is printed on it, and the expense that was made of it."""

    label: dict[str, Any]
    expense: dict[str, Any]

    @property
    def is_flagged(self) -> bool:
        """Whether Odoo asks a person to look at the expense."""
        return self.expense["ipai_state"] in ("review", "failed")

    @property
    def total(self) -> Decimal:
        """The total on the expense."""
        return Decimal(f"{self.expense['total_amount_currency']:.2f}")

    @property
    def wrong(self) -> list[str]:
        """The values that differ from the label."""
        right = {
            "vendor": same_vendor(self.expense["ipai_vendor_name"], self.label["vendor"]),
            "total": self.total == Decimal(self.label["total"]),
        }
        return [name for name, holds in right.items() if not holds]

    @property
    def confidence(self) -> Decimal | None:
        """The lowest confidence among the values shown; None when nothing was read."""
        fields = (self.expense["ipai_reading"] or {}).get("fields")
        return min(Decimal(str(fields[name]["confidence"])) for name in SHOWN) if fields else None

    @property
    def problem(self) -> str | None:
        """A sentence when the expense is wrong and nobody would notice."""
        if not self.wrong or self.is_flagged:
            return None
        return (
            f"{self.label['file']}: {' and '.join(self.wrong)} differ from the receipt and "
            f"expense {self.expense['id']} is not marked for review."
        )

    def row(self) -> list[str]:
        """The line of the table."""
        sure = self.confidence
        return [
            PurePath(self.label["file"]).stem,
            f"{self.expense['id']}",
            self.expense["ipai_vendor_name"] or tables.MISSING,
            self.expense["date"] or tables.MISSING,
            tables.money(self.total),
            tables.money(Decimal(f"{self.expense['tax_amount_currency']:.2f}")),
            tables.MISSING if sure is None else f"{sure:.0%}",
            self.expense["ipai_state"],
        ]


def read_receipts(scene: Scene, folder: Path = SAMPLES) -> Act:
    """Send the receipts that are not expenses yet, then show and check all of them."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    with played("Receipts read into expenses", f"Reading {len(labels)} receipts") as act:
        files = {label["file"]: (folder / label["file"]).read_bytes() for label in labels}
        known = known_expenses(scene, files)
        new = [name for name in files if name not in known]
        for name in new:
            [made] = scene.sidecar.post(
                "/documents/expenses",
                files=[("files", (name, files[name]))],
                data={"employee": EMPLOYEE},
            )
            known[name] = made["expense_id"]
        outcomes = list(compare(scene, labels, known))
        act.problems += [outcome.problem for outcome in outcomes if outcome.problem]
        act.lines = [
            *show(outcomes, len(new)),
            f"  Open, as {EMPLOYEE}: {scene.stack.odoo_url}/odoo/expenses",
        ]
    return act


def known_expenses(scene: Scene, files: dict[str, bytes]) -> dict[str, int]:
    """The expenses that have one of the files attached already, by file name."""
    sums = {
        hashlib.sha1(content, usedforsecurity=False).hexdigest(): n for n, content in files.items()
    }
    attachments = scene.manager.find(
        "ir.attachment",
        [("res_model", "=", "hr.expense"), ("checksum", "in", list(sums)), ("res_id", "!=", 0)],
        ["checksum", "res_id"],
        order="id desc",
    )
    return {sums[found["checksum"]]: found["res_id"] for found in attachments}


def compare(scene: Scene, labels: list[dict[str, Any]], ids: dict[str, int]) -> list[Outcome]:
    """Each label beside the expense of its file, as the finance manager sees it."""
    found = scene.manager.find("hr.expense", [("id", "in", list(ids.values()))], FIELDS)
    expenses = {expense["id"]: expense for expense in found}
    return [Outcome(label, expenses[ids[label["file"]]]) for label in labels]


def show(outcomes: list[Outcome], new: int) -> list[str]:
    """The table of receipts."""
    head = ["Receipt", "No.", "Vendor", "Date", "Total", "VAT", "Sure", "State"]
    flagged = sum(outcome.is_flagged for outcome in outcomes)
    total = sum((outcome.total for outcome in outcomes), Decimal(0))
    return [
        *tables.aligned(head, (outcome.row() for outcome in outcomes), "lrllrrrl"),
        f"  {len(outcomes)} receipts, PHP {tables.money(total)}: {new} read now, "
        f"{len(outcomes) - new} earlier; {flagged} wait for a look by a person.",
    ]
