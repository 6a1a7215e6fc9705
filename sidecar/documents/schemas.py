"""The reading of a receipt as it goes over HTTP."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

BoxValue = Annotated[
    tuple[float, float, float, float],
    Field(description="x0, y0, x1, y1 in pixels of the page as displayed (EXIF applied)."),
]
Confidence = Annotated[float, Field(ge=0, le=1)]


class PageInfo(BaseModel):
    """One page of the file; `rotation` is how far, clockwise, it must be turned to stand."""

    number: int
    width: int
    height: int
    rotation: Literal[0, 90, 180, 270]


class Alternative(BaseModel):
    """Another value the receipt may mean."""

    value: str
    confidence: Confidence
    page: int | None
    box: BoxValue | None


class FieldReading(BaseModel):
    """One field: its value, the text it was read from, how certain, where, and the runners-up.

    `value` is null when nothing was found: dates are ISO, times HH:MM, amounts decimal strings
    ("1234.50", a discount positive too), the TIN 000-000-000 with its branch code when printed,
    the currency an ISO code. `vat_registration` is VAT or NON-VAT; `payment_method` cash, card,
    ewallet, bank, check or on_account; `category` a code of categories.toml.
    """

    value: str | None
    raw: str | None
    confidence: Confidence
    page: int | None
    box: BoxValue | None
    alternatives: list[Alternative]


class LineReading(BaseModel):
    """One piece of text of the file."""

    text: str
    score: Confidence
    page: int
    box: BoxValue


class ReceiptFields(BaseModel):
    """The fields of a receipt."""

    vendor: FieldReading
    address: FieldReading
    tin: FieldReading
    date: FieldReading
    total: FieldReading
    tax: FieldReading
    currency: FieldReading
    receipt_number: FieldReading
    vatable_sales: FieldReading
    vat_exempt: FieldReading
    zero_rated: FieldReading
    time: FieldReading
    service_charge: FieldReading
    discount: FieldReading
    vat_registration: FieldReading
    payment_method: FieldReading
    category: FieldReading


class LineItem(BaseModel):
    """One thing bought: decimal strings, null for what is not printed.

    `amount` is what the line costs; below 0 where something is taken off.
    """

    description: str
    quantity: str | None
    unit_price: str | None
    amount: str | None
    confidence: Confidence
    page: int | None
    box: BoxValue | None


class Check(BaseModel):
    """A rule the values of a receipt must satisfy, and whether they do, in a sentence."""

    code: str
    passed: bool
    text: str


class Region(BaseModel):
    """Where a receipt lies on a page that shows several."""

    page: int
    box: BoxValue


def _example() -> dict[str, Any]:
    """Return a reading as /docs shows it: a coffee, read from a photo."""
    vendor = "KAPITOLYO COFFEE ROASTERS INC."
    found: dict[str, tuple[str, float, list[int]]] = {
        "vendor": (vendor, 0.99, [120, 80, 780, 120]),
        "tin": ("009-412-387-000", 0.98, [180, 190, 720, 222]),
        "date": ("2026-08-27", 0.98, [60, 350, 420, 384]),
        "total": ("1357.25", 0.99, [610, 760, 820, 806]),
        "tax": ("145.42", 0.97, [690, 1010, 820, 1042]),
        "currency": ("PHP", 0.97, [610, 760, 820, 806]),
    }
    nothing = {"value": None, "raw": None, "confidence": 0, "page": None, "box": None}
    fields: dict[str, Any] = {
        name: {**nothing, "alternatives": []} for name in ReceiptFields.model_fields
    } | {
        name: {
            "value": value,
            "raw": value,
            "confidence": sure,
            "page": 1,
            "box": box,
            "alternatives": [],
        }
        for name, (value, sure, box) in found.items()
    }
    return {
        "engine": "rapidocr",
        "locale": "ph",
        "status": "read",
        "advice": None,
        "seconds": 0.63,
        "pages": [{"number": 1, "width": 900, "height": 1600, "rotation": 0}],
        "fields": fields,
        "lines": [{"text": vendor, "score": 0.99, "page": 1, "box": [120, 80, 780, 120]}],
        "line_items": [
            {
                "description": "BREWED COFFEE 1KG",
                "quantity": "2",
                "unit_price": "678.63",
                "amount": "1357.25",
                "confidence": 0.97,
                "page": 1,
                "box": [60, 520, 820, 552],
            }
        ],
        "checks": [
            {
                "code": "vat_block_adds_up",
                "passed": True,
                "text": "VATable sales 1211.83 and VAT 145.42 make the total 1357.25.",
            }
        ],
        "picture_hash": "c1d2e3f4958677a0",
        "file_hash": "9f" * 32,
        "is_receipt": True,
        "region": None,
        "more": [],
    }


class SingleReceipt(BaseModel):
    """What was read of one receipt.

    `status` is "poor" when the picture does not carry the receipt; `advice` then says why and
    what to do. `is_receipt` is false when there is text, but not that of a receipt.
    `picture_hash` is the perceptual hash of the first page as it stands upright, null for a page
    that was never a picture; `file_hash` the SHA-256 of the file. `region` is the part of the page
    the receipt lies in, null when it is the whole file.
    """

    engine: str
    locale: str
    status: Literal["read", "poor"]
    advice: str | None
    seconds: float
    pages: list[PageInfo]
    fields: ReceiptFields
    lines: list[LineReading]
    line_items: list[LineItem] = []
    checks: list[Check] = []
    picture_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    file_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    is_receipt: bool = True
    region: Region | None = None


class ReceiptReading(SingleReceipt):
    """What was read from one file; `more` holds further receipts that lie in the same picture."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.update(examples=[_example()]))

    more: list[SingleReceipt] = []


class PagePicture(BaseModel):
    """One page of a file, drawn for a screen: `jpeg` is base64, sizes are in its pixels."""

    number: int
    width: int
    height: int
    jpeg: str


class ReceivedExpense(BaseModel):
    """What became of one file that was sent for an employee."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"filename": "coffee.jpg", "expense_id": 41, "status": "read", "message": None}
            ]
        }
    )

    filename: str
    expense_id: int | None
    status: str
    message: str | None
