# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""BIR Form 2316 drawn on A4, one page an employee and year.

It carries the items and parts of the form and says on every page that it is a working
copy.
"""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

from odoo.addons.ipai_bir.tools import certificate_style as style
from odoo.addons.ipai_bir.tools.certificate_style import INK, MARGIN, WIDTH, paragraph

from ..tools import certificate_2316 as form

TITLE = "Certificate of Compensation Payment/Tax Withheld"
WORKING_COPY = "Working copy, generated from the records of pay"
_HEAD = 17 * mm
_HALF = WIDTH / 2
_DECLARATION = (
    "I/We declare under the penalties of perjury that this certificate has been made "
    "in good faith, verified by me/us, and to the best of my/our knowledge and belief, "
    "is true and correct, pursuant to the provisions of the National Internal Revenue "
    "Code, as amended, and the regulations issued under authority thereof."
)
_SUBSTITUTED = (
    "I declare, under the penalties of perjury, that the information herein stated is "
    "reported under BIR Form No. 1604-C which has been filed with the Bureau of "
    "Internal Revenue; that I am qualified under substituted filing of Income Tax "
    "Return (BIR Form No. 1700), since I received purely compensation income from only "
    "one employer in the Philippines for the calendar year; that taxes have been "
    "correctly withheld by my employer (tax due equals tax withheld); and that this "
    "certificate serves the same purpose as if BIR Form No. 1700 had been filed (RR "
    "3-2002, as amended)."
)
_NOT_SUBSTITUTED = (
    "Substituted filing does not apply: the employee files an income tax return (BIR "
    "Form No. 1700) with this certificate attached."
)


def render(certificates: list[dict]) -> bytes:
    """PDF of the certificates, each on a page of its own.

    :param certificates: dictionaries of `year`, `date_from`, `date_to`, `employee`,
        `employer`, `previous` (or None), `amounts`, `is_substituted`, `signatory`
    """
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, title="BIR Form 2316", subject=WORKING_COPY
    )
    frame = Frame(
        MARGIN,
        MARGIN,
        WIDTH,
        A4[1] - 2 * MARGIN - _HEAD,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=_draw_head))
    story = []
    for certificate in certificates:
        story += [*_story(certificate), PageBreak()]
    document.build(story[:-1])
    return buffer.getvalue()


def _draw_head(canvas, _document):
    top = A4[1] - MARGIN
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(MARGIN, top - 7, "BIR Form No.")
    canvas.setFont("Helvetica-Bold", 22)
    canvas.drawString(MARGIN, top - 27, "2316")
    canvas.setFont("Helvetica", 7)
    canvas.drawString(MARGIN, top - 37, "September 2021 (ENCS)")
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawCentredString(A4[0] / 2, top - 16, TITLE)
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(
        A4[0] / 2, top - 28, "For Compensation Payment With or Without Tax Withheld"
    )
    canvas.setFont("Helvetica-Bold", 7)
    canvas.drawRightString(A4[0] - MARGIN, top - 37, WORKING_COPY)
    canvas.setStrokeColor(INK)
    canvas.line(MARGIN, top - 42, A4[0] - MARGIN, top - 42)


def _story(certificate):
    dates = certificate["date_from"], certificate["date_to"]
    yield style.items(
        [
            [
                ("1", "For the Year", 0.3, str(certificate["year"])),
                ("2", "For the Period: From (MM/DD)", 0.35, f"{dates[0]:%m/%d}"),
                ("", "To (MM/DD)", 0.35, f"{dates[1]:%m/%d}"),
            ]
        ]
    )
    yield _columns([_parties(certificate), _paid(certificate)])
    yield Spacer(1, 1.5 * mm)
    yield from _signatures(certificate)


def _columns(sides):
    """Two stacks of blocks side by side, as the form prints them."""
    table = Table([[list(side) for side in sides]], colWidths=[_HALF, _HALF])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                *(
                    (f"{side}PADDING", (0, 0), (-1, -1), 0)
                    for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
                ),
            ]
        )
    )
    return table


def _bar(text):
    bar = style.bar(text)
    bar._argW = [_HALF]
    return bar


def _fields(rows):
    """Rows of (item, label, share, value) inside half of the page."""
    tables = []
    for row in rows:
        cells = [
            [
                [
                    paragraph(f"{number}  {label}", style.SMALL),
                    paragraph(value, style.STRONG),
                ]
                for number, label, _share, value in row
            ]
        ]
        table = Table(cells, colWidths=[_HALF * share for _n, _l, share, _v in row])
        table.setStyle(_CELLS)
        tables.append(table)
    return tables


_CELLS = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
)


def _parties(certificate):
    employee, employer = certificate["employee"], certificate["employer"]
    yield _bar("Part I - Employee Information")
    yield from _fields(
        [
            [
                ("3", "TIN", 0.72, employee["tin"]),
                ("5", "RDO Code", 0.28, employee["rdo"]),
            ],
            [("4", "Employee's Name (Last, First, Middle)", 1, employee["name"])],
            [
                ("6", "Registered Address", 0.76, employee["address"]),
                ("6A", "ZIP Code", 0.24, employee["zip"]),
            ],
            [
                ("7", "Date of Birth (MM/DD/YYYY)", 0.5, employee["birthday"]),
                ("8", "Contact Number", 0.5, employee["phone"]),
            ],
            [
                ("9", "Minimum Wage rate per day", 0.5, employee["wage_day"]),
                ("10", "Minimum Wage rate per month", 0.5, employee["wage_month"]),
            ],
            [
                (
                    "11",
                    "Minimum Wage Earner whose compensation is exempt from withholding "
                    "tax and not subject to income tax",
                    1,
                    "X" if employee["wage_day"] else "",
                )
            ],
        ]
    )
    yield _bar("Part II - Employer Information (Present)")
    yield from _employer(employer, ("12", "13", "14", "14A"))
    yield from _fields([[("15", "Type of Employer", 1, "Main Employer")]])
    yield _bar("Part III - Employer Information (Previous)")
    previous = certificate["previous"] or dict.fromkeys(
        ("tin", "name", "address", "zip"), ""
    )
    yield from _employer(previous, ("16", "17", "18", "18A"))
    yield _bar("Part IV-A - Summary")
    yield _amounts(form.SUMMARY, certificate["amounts"])


def _employer(employer, numbers):
    tin, name, address, postal = numbers
    return _fields(
        [
            [(tin, "TIN", 1, employer["tin"])],
            [(name, "Employer's Name", 1, employer["name"])],
            [
                (address, "Registered Address", 0.76, employer["address"]),
                (postal, "ZIP Code", 0.24, employer["zip"]),
            ],
        ]
    )


def _paid(certificate):
    yield _bar("Part IV-B - Details of Compensation Income & Tax Withheld")
    for heading, rows in (
        ("A. Non-Taxable/Exempt Compensation Income", form.EXEMPT),
        ("B. Taxable Compensation Income: Regular", form.REGULAR),
        ("Supplementary", form.SUPPLEMENTARY),
    ):
        yield _heading(heading)
        yield _amounts(rows, certificate["amounts"])


def _heading(text):
    table = Table([[paragraph(text, style.HEAD)]], colWidths=[_HALF])
    table.setStyle(_CELLS)
    return table


def _amounts(rows, amounts):
    cells = [
        [
            paragraph(number, style.HEAD),
            paragraph(label, style.SMALL),
            style.money(amounts[number], number in form.TOTALS),
        ]
        for number, label in rows
    ]
    table = Table(cells, colWidths=[8 * mm, _HALF - 32 * mm, 24 * mm])
    table.setStyle(_CELLS)
    return table


def _signatures(certificate):
    yield paragraph(_DECLARATION, style.SMALL)
    yield Spacer(1, 1 * mm)
    signatory, employee = certificate["signatory"], certificate["employee"]["name"]
    yield _signature_line(
        ("53", "Present Employer/Authorized Agent", signatory),
        ("54", "Employee", employee),
    )
    text = _SUBSTITUTED if certificate["is_substituted"] else _NOT_SUBSTITUTED
    yield paragraph(text, style.SMALL)
    if certificate["is_substituted"]:
        yield Spacer(1, 1 * mm)
        yield _signature_line(("55", "Employee", employee), ("", "", ""))


def _signature_line(*signed):
    cells = [
        [
            [
                Spacer(1, 6 * mm),
                paragraph(name, style.SIGNED),
                paragraph(
                    f"{number}  {who}, signature over printed name, date signed"
                    if who
                    else "",
                    style.SMALL_CENTRE,
                ),
            ]
            for number, who, name in signed
        ]
    ]
    table = Table(cells, colWidths=[WIDTH / len(signed)] * len(signed))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM")]))
    return table
