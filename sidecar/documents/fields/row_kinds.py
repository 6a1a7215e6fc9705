"""What a row of the head is: a heading, a registration number, a part of an address."""

import re

from sidecar.documents.locale import Locale
from sidecar.documents.text import squeeze

# A house number or unit first, or a comma last: "12, Mabini St.", "B2-14, North Tower,".
_PLACE = re.compile(
    r"^(?:(?:NO|LOT|UNIT|BLK|#)\W{0,2}\s?)?[A-Z]{0,3}\d+[A-Z]?(?:[-&/]\s?\w+)*\s?,.*[A-Z]|^.*[A-Z].*\d.*,$",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"[(<\[]?\s?(?:CO\.?\s?)?(?:REG(?:ISTRATION)?\.?\s?(?:NO\.?)?\s?:?\s?)?"
    r"[A-Z]{0,2}\d{4,}[\dA-Z\-/]*(?:\s?-\s?[A-Z])?\s?[)>\]]?",
    re.IGNORECASE,
)


def is_title(text: str, locale: Locale) -> bool:
    """True if the row is a heading such as INVOICE and nothing else."""
    form = squeeze(text)
    return any(
        form == squeeze(title) or (len(form) < len(squeeze(title)) + 6 and squeeze(title) in form)
        for title in locale.words["titles"]
    )


def is_registration(text: str, locale: Locale) -> bool:
    """True if the row holds a registration number of the company and no name."""
    return _REGISTRATION.fullmatch(text.strip()) is not None or locale.holds("registrations", text)


def is_address(text: str, locale: Locale) -> bool:
    """True if the row looks like a part of an address."""
    numbered = re.match(r"(?:NO\W{0,2})?\d", text, re.IGNORECASE) is not None
    if locale.holds("company_forms", text) and not (numbered and locale.holds("address", text)):
        return False
    return locale.holds("address", text) or _PLACE.match(text) is not None
