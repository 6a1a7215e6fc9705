# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""BIR Forms 2307 and 2306 (January 2018, ENCS) on A4, with the form's items and parts.

One certificate a file. The drawing says that it was generated from the books; a draft
or a cancelled certificate says so across the page.
"""

from decimal import Decimal
from functools import partial

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, Table

from . import certificate_style as style
from . import pdf_pages
from .certificate_style import INK, MARGIN, WIDTH, paragraph

TITLES = {
    "2307": "Certificate of Creditable Tax Withheld at Source",
    "2306": "Certificate of Final Tax Withheld at Source",
}
EDITION = "January 2018 (ENCS)"
PARTS = {
    "income": "Income Payments Subject to Expanded Withholding Tax",
    "business": "Money Payments Subject to Withholding of Business Tax "
    "(Government & Private)",
    "final": "Nature of Income Payment",
}
_DECLARATION = (
    "We declare under the penalties of perjury that this certificate has been made in "
    "good faith, verified by us, and to the best of our knowledge and belief, is true "
    "and correct, pursuant to the provisions of the National Internal Revenue Code, as "
    "amended, and the regulations issued under authority thereof. Further, we give our "
    "consent to the processing of our information as contemplated under the Data "
    "Privacy Act of 2012 (R.A. No. 10173) for legitimate and lawful purposes."
)
_HEAD_HEIGHT = 19 * mm
_FOOT_HEIGHT = 7 * mm


def render(certificate: dict) -> bytes:
    """PDF of one certificate.

    :param certificate: `form`, `number`, `date_from`, `date_to`, `payee` and `payor`
        (identities of partners; the payee with `foreign_address`), `lines` (dicts of
        `part`, `nature`, `atc`, `months` of three Decimal or None, `tax`),
        `signatory` (name, title, tin), `mark` ("" or a word across the page), `foot`
    """
    return pdf_pages.build(
        _story(certificate),
        partial(_draw_page, certificate),
        MARGIN,
        _HEAD_HEIGHT,
        _FOOT_HEIGHT,
        title=f"BIR Form {certificate['form']} {certificate['number']}".strip(),
        author=taxpayer_name(certificate["payor"]),
        subject=TITLES[certificate["form"]],
    )


def taxpayer_name(identity: dict) -> str:
    """Registered name, or Last Name, First Name, Middle Name of an individual."""
    names = (identity["last_name"], identity["first_name"], identity["middle_name"])
    return identity["company_name"] or ", ".join(filter(None, names))


def _draw_page(certificate, canvas, pages):
    _draw_head(certificate, canvas)
    _draw_mark(certificate, canvas)
    _draw_foot(certificate, canvas, pages)


def _draw_head(certificate, canvas):
    top = A4[1] - MARGIN
    canvas.setFillColor(INK)
    canvas.setStrokeColor(INK)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(MARGIN, top - 7, "BIR Form No.")
    canvas.setFont("Helvetica-Bold", 22)
    canvas.drawString(MARGIN, top - 27, certificate["form"])
    canvas.setFont("Helvetica", 7)
    canvas.drawString(MARGIN, top - 37, EDITION)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawCentredString(A4[0] / 2, top - 22, TITLES[certificate["form"]])
    if canvas.getPageNumber() > 1:
        canvas.setFont("Helvetica", 9)
        payee = taxpayer_name(certificate["payee"])
        canvas.drawCentredString(A4[0] / 2, top - 36, payee)
    canvas.setFont("Helvetica", 7)
    right = A4[0] - MARGIN
    if certificate["number"]:
        canvas.drawRightString(right, top - 27, "Certificate No.")
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawRightString(right, top - 37, certificate["number"])
    canvas.setLineWidth(1)
    canvas.line(MARGIN, top - 44, right, top - 44)


def _draw_mark(certificate, canvas):
    mark = certificate["mark"]
    if not mark:
        return
    canvas.saveState()
    canvas.setFillColor(colors.Color(0.6, 0.1, 0.1, alpha=0.16))
    canvas.setFont("Helvetica-Bold", 96 if len(mark) < 7 else 72)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(45)
    canvas.drawCentredString(0, -30, mark)
    canvas.restoreState()


def _draw_foot(certificate, canvas, pages):
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica", 6.5)
    canvas.drawString(MARGIN, MARGIN, certificate["foot"])
    canvas.drawRightString(
        A4[0] - MARGIN, MARGIN, f"Page {canvas.getPageNumber()} of {pages}"
    )


def _story(certificate):
    form = certificate["form"]
    yield _period(certificate)
    payee, payor = certificate["payee"], certificate["payor"]
    recipient = "Income Recipient/Payee" if form == "2306" else "Payee"
    agent = "Withholding Agent/Payor" if form == "2306" else "Payor"
    yield style.bar(f"Part I - {recipient} Information")
    yield from _taxpayer(payee, 2, "Payee's")
    yield style.items([[("5", "Foreign Address, if applicable", 1, _foreign(payee))]])
    yield style.bar(f"Part II - {agent} Information")
    yield from _taxpayer(payor, 6, "Payor's")
    yield from _details(certificate)
    yield KeepTogether(list(_signatures(certificate)))


def _period(certificate):
    dates = certificate["date_from"], certificate["date_to"]
    first, last = (style.digits(f"{day:%m%d%Y}", (2, 2, 4)) for day in dates)
    row = [
        paragraph("1", style.STRONG),
        paragraph("For the Period"),
        paragraph("From", style.RIGHT),
        first,
        paragraph("To", style.RIGHT),
        last,
        paragraph("(MM/DD/YYYY)", style.SMALL),
    ]
    widths = [7 * mm, 26 * mm, 14 * mm, 40 * mm, 12 * mm, 40 * mm]
    return style.boxed([row], [*widths, WIDTH - sum(widths)])


def _taxpayer(identity, item, whose):
    """TIN, name, address and ZIP of one of the two, as items `item` and following."""
    number = identity["tin"]
    tin = style.digits(number + identity["branch"], (3, 3, 3, 5)) if number else ""
    label = paragraph("Taxpayer Identification Number (TIN)")
    widths = [7 * mm, 62 * mm, WIDTH - 69 * mm]
    yield style.boxed([[paragraph(str(item), style.STRONG), label, tin]], widths)
    name = (
        f"{whose} Name (Last Name, First Name, Middle Name for Individual OR "
        "Registered Name for Non-Individual)"
    )
    yield style.items([[(str(item + 1), name, 1, taxpayer_name(identity))]])
    address = ", ".join(filter(None, [identity["address_1"], identity["address_2"]]))
    number = str(item + 2)
    yield style.items(
        [
            [
                (number, "Registered Address", 0.82, address),
                (f"{number}A", "ZIP Code", 0.18, identity["zip"]),
            ]
        ]
    )


def _foreign(payee):
    return payee.get("foreign_address") or ""


def _details(certificate):
    final = certificate["form"] == "2306"
    yield style.bar(
        "Part III - Details of Income Payment and Tax Withheld"
        if final
        else "Part III - Details of Monthly Income Payments and Taxes Withheld"
    )
    if final:
        yield _final_table(certificate["lines"])
        return
    for part, blank in (("income", 8), ("business", 4)):
        lines = [line for line in certificate["lines"] if line["part"] == part]
        yield _quarter_table(PARTS[part], lines, blank)


def _quarter_table(title, lines, blank):
    """The table of one part, filled with empty rows up to `blank` as it is printed."""
    heads = ["1st Month of the Quarter", "2nd Month of the Quarter"]
    heads += ["3rd Month of the Quarter", "Total", "Tax Withheld for the Quarter"]
    head = [
        paragraph(title, style.HEAD),
        paragraph("ATC", style.HEAD_CENTRE),
        *(paragraph(text, style.HEAD_CENTRE) for text in heads),
    ]
    rows = [
        [
            paragraph(line["nature"], style.SMALL),
            paragraph(line["atc"], style.CENTRE),
            *(style.money(amount) for amount in line["months"]),
            style.money(_total(line["months"])),
            style.money(line["tax"]),
        ]
        for line in lines
    ]
    months = [[line["months"][index] for line in lines] for index in range(3)]
    sums = [_total(column) for column in months]
    sums += [_total(sums), _total(line["tax"] for line in lines)]
    total = [
        paragraph("Total", style.STRONG),
        "",
        *(style.money(s, True) for s in sums),
    ]
    rows += [[""] * 7] * (blank - len(rows))
    widths = [50 * mm, 15 * mm] + [(WIDTH - 65 * mm) / 5] * 5
    return style.amounts([head, *rows, total], widths)


def _final_table(lines):
    heads = (PARTS["final"], "ATC", "Amount of Payment", "Tax Withheld")
    rows = [
        [
            paragraph(line["nature"], style.SMALL),
            paragraph(line["atc"], style.CENTRE),
            style.money(_total(line["months"])),
            style.money(line["tax"]),
        ]
        for line in lines
    ]
    rows += [[""] * 4] * (12 - len(rows))
    paid = _total(_total(line["months"]) for line in lines)
    tax = _total(line["tax"] for line in lines)
    total = [
        paragraph("Total", style.STRONG),
        "",
        style.money(paid, True),
        style.money(tax, True),
    ]
    head = [paragraph(text, style.HEAD_CENTRE) for text in heads]
    widths = [WIDTH - 92 * mm, 20 * mm, 36 * mm, 36 * mm]
    return style.amounts([head, *rows, total], widths)


def _total(amounts):
    """Sum of what is known; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _signatures(certificate):
    yield Spacer(1, 1.5 * mm)
    yield paragraph(_DECLARATION, style.SMALL)
    signatory = certificate["signatory"]
    title_and_tin = ", ".join(filter(None, [signatory["title"], signatory["tin"]]))
    signed = ", ".join(filter(None, [signatory["name"], title_and_tin]))
    yield _signature("Payor/Payor's", signed)
    yield paragraph("CONFORME:", style.STRONG)
    yield _signature("Payee/Payee's", "")


def _signature(who, signed):
    caption = (
        f"Signature over Printed Name of {who} Authorized Representative/Tax Agent "
        "(Indicate Title/Designation and TIN)"
    )
    agent = [
        "Tax Agent Accreditation No./Attorney's Roll No. (if applicable)",
        "Date of Issue (MM/DD/YYYY)",
        "Date of Expiry (MM/DD/YYYY)",
    ]
    block = Table(
        [
            [paragraph(signed, style.SIGNED), "", ""],
            [paragraph(caption, style.SMALL_CENTRE), "", ""],
            [paragraph(text, style.SMALL) for text in agent],
        ],
        colWidths=[WIDTH * 0.5, WIDTH * 0.25, WIDTH * 0.25],
        rowHeights=[10 * mm, 4.5 * mm, 8 * mm],
    )
    block.setStyle(style.SIGNATURE)
    return block
