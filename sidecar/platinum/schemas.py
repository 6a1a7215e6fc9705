"""What /platinum takes and answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["sale", "expense"]


class Question(BaseModel):
    """A search by meaning among sales and expenses."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "soft drinks", "limit": 5}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]
    kind: Kind | None = Field(default=None, description="Only sales or only expenses.")
    date_from: date | None = None
    date_to: date | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class Hit(BaseModel):
    """A text and the rows that have it, the newest first."""

    kind: Kind
    company_id: int
    text: str = Field(examples=["Sale of Coke 1.5 l. Brand Coke. Category Beverages"])
    similarity: float = Field(description="1: the same meaning; about 0: nothing in common.")
    occurrences: int
    total_amount: Decimal | None = Field(description="Of all rows with this text.")
    first_date: date | None
    last_date: date | None
    record_ids: list[int] = Field(
        description="The five newest: record_id of gold.scout_transactions or expense_id of "
        "gold.finance_expenses."
    )


class VectorsRefreshed(BaseModel):
    """What one refresh of the vectors did."""

    embedded: int = Field(description="Vectors computed.")
    shared: int = Field(description="Taken from another company that has the same text.")
    forgotten: int = Field(description="Removed, for no row has their text any more.")
    seconds: float
