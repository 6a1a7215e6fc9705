# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Values for PostgreSQL's COPY in its text format."""

import json

_NULL = r"\N"
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def text(value: object) -> str:
    """A value as COPY takes it; None, False and empty texts are NULL, dictionaries
    JSON. A Boolean column reads NULL as false, as Odoo writes it."""
    if value is None or value is False or value == "":
        return _NULL
    if isinstance(value, str):
        return value.translate(_ESCAPED)
    if isinstance(value, dict):
        return json.dumps(value).translate(_ESCAPED)
    return str(value)
