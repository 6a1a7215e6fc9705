"""What a row says as a name: without registration number, stray signs and misread letters."""

import re
from functools import cache

from sidecar.documents.locale import Locale, load_locale
from sidecar.documents.spelling import put_right, split_forms

_NUMBER = re.compile(
    r"\s*(?:[(\[<]?\s*(?:(?:NO\W?SYARIKAT|SYARIKAT|CO|COMPANY|REG|REGISTRATION|GST|ROC|SSM|TIN)\b\W*){1,3}"
    r"(?:NO|ID|N0)?\W*[A-Z]{0,3}\s?\d.*|[(\[<]\s?[A-Z]{0,3}\s?\d[\d\sA-Z\-/.]*[)\]>]*"
    r"|\s\(?\d{5,}\s?[-.]?\s?[A-Z]?\)?)\s*$",
    re.IGNORECASE,
)
# After the last word of a company's name: what holds a figure, or a scrap of a letter or two.
_SCRAP = r"[\s.,:;\-]*(?:[(\[<]?\S*\d\S*(?:\s+\S{1,3})?|[^\W\d]{1,2})[\s)\]>.]*$"


def bare_name(text: str) -> str:
    """Return a row without the registration number at its end."""
    return _NUMBER.sub("", text)


def has_number(text: str) -> bool:
    """True if the row ends with a registration number."""
    return _NUMBER.search(text) is not None


def clean_name(text: str, locale: Locale) -> str:
    """Return a name without registration number, quotes and stray signs at its ends.

    Misread words of company forms and trades are put right, lost spaces before forms put back.
    """
    value = split_forms(locale.spelled(bare_name(text.replace("_", " "))), locale)
    value = put_right(value, locale, ("company_forms", "shops"))
    value = bare_name(_endings(locale.code).sub(r"\1", value))
    return value.strip(" \t*-_=~.,:;'\"|#<>") + ("." if value.rstrip().endswith(".") else "")


@cache
def _endings(code: str) -> re.Pattern[str]:
    words = (word.strip().replace(" ", r"\W") for word in load_locale(code).words["endings"])
    return re.compile(rf"(?<![^\W_])((?:{'|'.join(words)})\.?)(?![^\W_]){_SCRAP}", re.IGNORECASE)
