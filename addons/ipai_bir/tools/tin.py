# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Philippine Taxpayer Identification Numbers: nine digits and a branch code.

Only the form is checked: the rule of the ninth digit is not public. Branch codes are
kept in five digits, the width of the forms; files write three or four of them.
"""

import re

HEAD_OFFICE = "00000"
_TIN = re.compile(r"([0-9]{3})[- ]?([0-9]{3})[- ]?([0-9]{3})(?:[- ]?([0-9]{3,5}))?")


def parse(text: str | None) -> tuple[str, str] | None:
    """(nine digits, branch code of five digits), or None when it is no TIN."""
    match = _TIN.fullmatch((text or "").strip())
    if not match:
        return None
    return "".join(match.group(1, 2, 3)), (match.group(4) or "").zfill(5)


def written(tin: str | None, branch: str = HEAD_OFFICE) -> str:
    """As the forms print it, 123-456-789-00000; empty without a TIN."""
    return f"{tin[:3]}-{tin[3:6]}-{tin[6:]}-{branch}" if tin else ""
