"""What stands on a receipt, row by row, for each kind of seller."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from .plan import FORMS, Receipt

MACHINES = ("VERTEX POS SYSTEMS INC.", "BRIGHTLANE POS CORP.", "TALLY REGISTER TRADING")


@dataclass(frozen=True)
class Row:
    """One printed row: text at the left (or centred), text at the right, size and weight.

    `rule` draws a dashed line instead.
    """

    left: str = ""
    right: str = ""
    centred: bool = False
    bold: bool = False
    size: float = 1.0
    rule: bool = False


RULE = Row(rule=True)


def money(value: Decimal) -> str:
    """1,234.50"""
    return f"{value:,.2f}"


def rows_of(receipt: Receipt) -> list[Row]:
    """Return the rows of a receipt, top to bottom."""
    return [
        *_head(receipt),
        RULE,
        *_facts(receipt),
        RULE,
        *_items(receipt),
        RULE,
        *_sums(receipt),
        RULE,
        *_block(receipt),
        *_foot(receipt),
    ]


def _head(receipt: Receipt) -> Iterator[Row]:
    vendor = receipt.vendor
    yield Row(vendor.name, centred=True, bold=True, size=1.15)
    for line in vendor.address:
        yield Row(line, centred=True)
    kind = "VAT REG TIN" if vendor.vat_registered else "NON-VAT REG TIN"
    yield Row(f"{kind}: {vendor.tin}", centred=True)
    if vendor.kind not in ("office", "hardware", "carinderia"):
        yield Row(f"MIN: {receipt.seed:017d}", centred=True, size=0.9)
    yield Row("INVOICE" if vendor.vat_registered else "NON-VAT INVOICE", centred=True, bold=True)


def _facts(receipt: Receipt) -> Iterator[Row]:
    style = receipt.seed % 3
    day = receipt.day
    printed = (
        day.strftime("%m/%d/%Y"),
        day.strftime("%b %d, %Y"),
        day.strftime("%d-%b-%Y").upper(),
    )
    yield Row(f"{receipt.number_label} {receipt.number}")
    yield Row(f"Date: {printed[style]}", receipt.time)
    yield from _facts_of_kind(receipt)
    if receipt.vendor.kind not in FORMS:
        yield Row(f"Cashier: {('ANA', 'JUN', 'LIZA')[style]}")


def _facts_of_kind(receipt: Receipt) -> Iterator[Row]:
    kind, day = receipt.vendor.kind, receipt.day
    if kind == "restaurant":
        yield Row("Table: 7", "Pax: 4")
    elif kind in FORMS:
        yield Row("SOLD TO: ______________________")
        yield Row("TIN: ___________________________")
        yield Row("ADDRESS: ______________________")
    elif kind == "fuel":
        yield Row("Pump: 3   Nozzle: 2", "Plate: NBC 1234")
    elif kind == "hotel":
        yield Row("Guest: J. Dizon", f"Room No. {receipt.seed % 900 + 100}")
        yield Row(f"Arrival: {day - timedelta(days=2):%m/%d/%Y}", f"Departure: {day:%m/%d/%Y}")


def _items(receipt: Receipt) -> Iterator[Row]:
    if receipt.vendor.kind in FORMS:
        yield Row("QTY  DESCRIPTION", "AMOUNT", bold=True, size=0.9)
        for item in receipt.items:
            quantity = f"{item.quantity.normalize():f}"
            yield Row(f"{quantity}    {item.description}", money(item.amount))
            if item.quantity != 1:
                yield Row(f"       @ {money(item.unit_price)}")
        return
    for item in receipt.items:
        mark = "" if not receipt.vendor.vat_registered else " E" if item.exempt else " V"
        yield Row(item.description, money(item.amount) + mark)
        if item.quantity != 1:
            quantity = f"{item.quantity.normalize():f}"
            unit = " L" if receipt.vendor.kind == "fuel" else ""
            yield Row(f"   {quantity}{unit} @ {money(item.unit_price)}")


def _form_sums(receipt: Receipt) -> Iterator[Row]:
    """The sums of a printed invoice, in the order of the annexes of RR 7-2024."""
    yield Row("VATable Sales", money(receipt.vatable))
    yield Row("VAT-Exempt Sales", money(receipt.exempt))
    yield Row("Zero-Rated Sales", money(Decimal(0)))
    yield Row("VAT Amount", money(receipt.vat))
    yield RULE
    yield Row("Total Sales (VAT Inclusive)", money(receipt.gross))
    yield Row("Less: VAT", money(receipt.vat))
    yield Row("Amount: Net of VAT", money(receipt.gross - receipt.vat))
    yield Row("Add: VAT", money(receipt.vat))
    yield Row("TOTAL AMOUNT DUE", money(receipt.total), bold=True, size=1.1)


def _sums(receipt: Receipt) -> Iterator[Row]:
    if receipt.vendor.kind in FORMS:
        yield from _form_sums(receipt)
        return
    if receipt.service or receipt.discount:
        yield Row("Sub-Total", money(receipt.gross))
    if receipt.discount:
        yield Row("Less VAT (SC)", f"-{money(receipt.less_vat)}")
        yield Row("Less SC Discount 20%", f"-{money(receipt.discount)}")
    if receipt.service:
        yield Row("Service Charge 10%", money(receipt.service_charge))
    mark = ("", "P", "PHP ")[receipt.seed % 3]
    yield Row("TOTAL AMOUNT DUE", mark + money(receipt.total), bold=True, size=1.2)
    tendered = receipt.total
    if receipt.paid_by == "CASH":
        tendered = (receipt.total / 500).to_integral_value(rounding="ROUND_CEILING") * 500
        yield Row("Cash Tendered", money(tendered))
        yield Row("Change", money(tendered - receipt.total))
    else:
        yield Row(receipt.paid_by, money(tendered))


def _block(receipt: Receipt) -> Iterator[Row]:
    if not receipt.vendor.vat_registered or receipt.vendor.kind in FORMS:
        return
    rated = "VAT Amount (12%)" if receipt.seed % 2 else "VAT Amount"
    yield Row("VATable Sales", money(receipt.vatable))
    yield Row(rated, money(receipt.vat))
    yield Row("VAT-Exempt Sales", money(receipt.exempt))
    yield Row("Zero-Rated Sales", money(Decimal(0)))
    yield RULE


def _foot(receipt: Receipt) -> Iterator[Row]:
    if not receipt.vendor.vat_registered:
        yield Row("THIS DOCUMENT IS NOT VALID", centred=True, size=0.9)
        yield Row("FOR CLAIM OF INPUT TAX", centred=True, size=0.9)
        return
    seed = receipt.seed
    if receipt.vendor.kind in FORMS:
        yield Row(f"BIR Authority to Print No. OCN{seed:012d}", centred=True, size=0.85)
        yield Row("50 Bklts. (50x2) 000001-002500", centred=True, size=0.85)
        yield Row("Date of ATP: 02/11/2026", centred=True, size=0.85)
        yield Row("LIMBAGAN NG NORTE PRINTING PRESS", centred=True, size=0.85)
        yield Row("NON-VAT REG TIN 411-222-305-000", centred=True, size=0.85)
        return
    yield Row(MACHINES[seed % len(MACHINES)], centred=True, size=0.9)
    tin = f"{seed % 900 + 100}-{seed // 7 % 900 + 100}-{seed // 3 % 900 + 100}-000"
    yield Row(f"VAT REG TIN {tin}", centred=True, size=0.9)
    yield Row(f"ACCREDITATION No. {seed:08d}{seed * 7:010d}", centred=True, size=0.9)
    yield Row("Date Issued: 03/15/2023", centred=True, size=0.9)
    yield Row("Valid Until: 03/14/2028", centred=True, size=0.9)
    yield Row(f"PTU No. FP{seed:06d}-2023", centred=True, size=0.9)
    yield Row("THIS SERVES AS YOUR INVOICE", centred=True, size=0.9)
