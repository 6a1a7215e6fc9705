"""The reading of a receipt as it goes over HTTP."""

from typing import Annotated, Literal

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

    `value` is null when nothing was found: dates are ISO, amounts decimal strings ("1234.50"),
    the TIN 000-000-000 with its branch code when printed, the currency an ISO code.
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


class ReceiptReading(BaseModel):
    """What was read from one file.

    `status` is "poor" when the picture does not carry the receipt; `advice` then says why and
    what to do.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "engine": "rapidocr",
                    "locale": "ph",
                    "status": "read",
                    "advice": None,
                    "seconds": 0.63,
                    "pages": [{"number": 1, "width": 900, "height": 1600, "rotation": 0}],
                    "fields": {
                        "vendor": {
                            "value": "KAPITOLYO COFFEE ROASTERS INC.",
                            "raw": "KAPITOLYO COFFEE ROASTERS INC.",
                            "confidence": 0.97,
                            "page": 1,
                            "box": [120, 80, 780, 120],
                            "alternatives": [],
                        },
                    },
                    "lines": [
                        {
                            "text": "KAPITOLYO COFFEE ROASTERS INC.",
                            "score": 0.99,
                            "page": 1,
                            "box": [120, 80, 780, 120],
                        }
                    ],
                }
            ]
        }
    )

    engine: str
    locale: str
    status: Literal["read", "poor"]
    advice: str | None
    seconds: float
    pages: list[PageInfo]
    fields: ReceiptFields
    lines: list[LineReading]


class ReceivedExpense(BaseModel):
    """What became of one file that was sent for an employee."""

    filename: str
    expense_id: int | None
    status: str
    message: str | None
