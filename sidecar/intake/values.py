"""A value as it was sent -> the value bronze keeps, by the type of its field.

Numbers and dates are kept as text in one form ("1234.5", "2026-01-31"), so that equal values have
equal hashes and no amount passes through floating point. What is not unambiguous is refused: a date
such as 03/04/2026 needs its form declared.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sidecar.intake.domains import FieldType

DATE_TOKENS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "MON": "%b", "HH": "%H"}
DATE_TOKENS |= {"MI": "%M", "SS": "%S"}
TOKEN = re.compile("YYYY|MON|YY|MM|DD|HH|MI|SS")
ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
CURRENCY = re.compile(r"^(?:PHP|Php|₱)\s*")
LARGEST = Decimal(10) ** 14
INTEGERS = range(-(2**31), 2**31)
TRUE = {"true", "t", "yes", "y", "1"}
FALSE = {"false", "f", "no", "n", "0"}
DECIMAL = {
    ".": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"),
    ",": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d+)?"),
}


class WrongValue(ValueError):
    """A value that is not of its field's type; the text says what is expected."""


@dataclass(frozen=True)
class Declaration:
    """How a sender writes values: form of dates ("DD/MM/YYYY"; None: ISO), decimal sign, zone."""

    date_format: str | None = None
    decimal: str = "."
    timezone: str = "Asia/Manila"
    columns: dict[str, str] = field(default_factory=dict, hash=False)


def strptime_of(date_format: str) -> str:
    """The Python form of a declared date form. Raises ValueError when a day cannot be read."""
    made = TOKEN.sub(lambda match: DATE_TOKENS[match[0]], date_format)
    if "%d" not in made or not ("%m" in made or "%b" in made):
        raise ValueError(
            f"The date form {date_format!r} is not usable; write it like DD/MM/YYYY or YYYYMMDD."
        )
    return made


def value_of(kind: FieldType, given: Any, declared: Declaration) -> Any:
    """What bronze keeps of a given value; None when nothing was given. Raises WrongValue."""
    if isinstance(given, str):
        given = given.strip()
    if given is None or given == "":
        return None
    return CONVERT[kind](given, declared)


def _text(given: Any, _declared: Declaration) -> str:
    if isinstance(given, dict | list):
        raise WrongValue("a text is expected, not a list or an object")
    return str(given).lower() if isinstance(given, bool) else str(given)


def _date(given: Any, declared: Declaration) -> str:
    if not isinstance(given, str):
        raise WrongValue("a date is expected, such as 2026-01-31")
    return _read_date(given, declared.date_format, declared.timezone)


@lru_cache(maxsize=20_000)
def _read_date(text: str, date_format: str | None, timezone: str) -> str:
    if date_format:
        try:
            return datetime.strptime(text, strptime_of(date_format)).date().isoformat()
        except ValueError:
            raise WrongValue(f"{text!r} is not a date of the declared form {date_format}") from None
    if not ISO.fullmatch(text):
        raise WrongValue(f"{text!r} is not a date like 2026-01-31; declare the form of the dates")
    try:
        if len(text) == 10:
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongValue(f"{text!r} is not a day of the calendar") from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).astimezone(ZoneInfo(timezone))
    return moment.date().isoformat()


def _month(given: Any, declared: Declaration) -> str:
    if isinstance(given, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", given):
        return f"{given}-01"
    return _date(given, declared)[:8] + "01"


def _decimal(given: Any, declared: Declaration) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise WrongValue("a number is expected")
    if isinstance(given, str):
        number = Decimal(_plain_number(given, declared.decimal))
    else:
        number = Decimal(given)
    if not number.is_finite() or abs(number) >= LARGEST:
        raise WrongValue(f"{given} is too large for an amount")
    kept = f"{number.normalize():f}"
    if len(kept) > 40:
        raise WrongValue(f"{given} has too many digits")
    return "0" if kept == "-0" else kept


def _plain_number(text: str, decimal: str) -> str:
    bare = CURRENCY.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + CURRENCY.sub("", bare[1:-1])
    if not DECIMAL[decimal].fullmatch(bare) or not any(sign.isdigit() for sign in bare):
        raise WrongValue(f"{text!r} is not a number with the decimal sign {decimal!r}")
    return bare.replace("." if decimal == "," else ",", "").replace(decimal, ".")


def _integer(given: Any, declared: Declaration) -> int:
    number = Decimal(_decimal(given, declared))
    if number != number.to_integral_value() or int(number) not in INTEGERS:
        raise WrongValue(f"{given} is not a whole number")
    return int(number)


def _boolean(given: Any, _declared: Declaration) -> bool:
    word = str(given).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise WrongValue(f"{given!r} is neither yes nor no")


CONVERT: dict[FieldType, Callable[[Any, Declaration], Any]] = {
    "text": _text,
    "date": _date,
    "month": _month,
    "decimal": _decimal,
    "integer": _integer,
    "boolean": _boolean,
}
