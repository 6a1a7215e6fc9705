# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Receipts drawn for the tests, with wording of our own."""

import io

from PIL import Image, ImageDraw, ImageFont

SHOPS = (
    ("Bayani Hardware Corporation", "123-456-789-00000", "OR-004512", "1,120.00"),
    ("Sampaguita Office Supplies Inc.", "234-567-890-00000", "OR-77120", "560.00"),
    ("Kape at Pandesal Corp.", "345-678-901-00002", "INV-90321", "336.00"),
)


def receipt_lines(vendor, tin, number, total):
    """The printed lines of a VAT invoice over one total (VAT 12 % included)."""
    gross = float(total.replace(",", ""))
    net = round(gross / 1.12, 2)
    return [
        vendor.upper(),
        "14 Mabini Street, Quezon City",
        f"VAT REG TIN: {tin}",
        "",
        f"Invoice No: {number}",
        "Date: 03/14/2026",
        "",
        f"VATable Sales      {net:>12,.2f}",
        "VAT-Exempt Sales           0.00",
        f"VAT 12%            {gross - net:>12,.2f}",
        f"TOTAL AMOUNT DUE   PHP {total:>8}",
        "",
        "THANK YOU, COME AGAIN",
    ]


def draw_receipt(lines):
    """A JPEG of the lines in black on white, as bytes."""
    font = ImageFont.load_default(size=30)
    picture = Image.new("RGB", (760, 80 + 48 * len(lines)), "white")
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        pen.text((40, 40 + 48 * row), line, fill="black", font=font)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90)
    return content.getvalue()


def sample_receipts():
    """[(file name, JPEG)] of one receipt a shop."""
    return [
        (f"receipt_{row}.jpg", draw_receipt(receipt_lines(*shop)))
        for row, shop in enumerate(SHOPS, start=1)
    ]
