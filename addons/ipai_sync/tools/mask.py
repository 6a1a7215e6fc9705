# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a personal value is hidden, in SQL for stored fields and in Python for computed
ones. Both must hide alike: the same e-mail address has one hash wherever it stands."""

import hashlib
import hmac
import re
from fnmatch import fnmatchcase
from typing import NamedTuple

LEAVE_OUT, HASH, LAST4, DOMAIN, KEEP = "leave_out", "hash", "last4", "domain", "keep"
TEXT_MASKS = frozenset({HASH, LAST4, DOMAIN})
TEXT_TYPES = frozenset({"char", "text", "html"})
BLOCK = 64  # of SHA-256, in bytes
HASH_BYTES = 16
# Four characters of a shorter number would be most of it.
SHORTEST = 8
DOTS = "****"
NO_SIGN = re.compile("[^0-9A-Za-z]")
AT_DOMAIN = re.compile("@[^@]*$")


class Rule(NamedTuple):
    """One masking rule: which models and fields (patterns), what of them is sent, only
    of persons or always, the id of its record."""

    model: str
    field: str
    action: str
    persons: bool
    id: int


SENT_AS_IS = Rule("*", "*", KEEP, False, 0)


def rules_for(rules, model):
    """:return: the rules that may say something about a model."""
    return [rule for rule in rules if fnmatchcase(model, rule.model)]


def deciding(rules, name):
    """:return: the first rule that matches a field, SENT_AS_IS without one."""
    for rule in rules:
        if fnmatchcase(name, rule.field):
            return rule
    return SENT_AS_IS


def pads(key):
    """The two blocks HMAC-SHA256 (RFC 2104) puts before a message, so that SQL needs
    nothing but sha256().

    :param key: bytes, at most 64.
    :return: inner, outer.
    """
    block = key.ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def key_of(inner):
    """The key, back from its inner block."""
    return bytes(b ^ 0x36 for b in inner)


def masked(mask, value, key):
    """Hide one value.

    :param mask: one of TEXT_MASKS; anything else leaves nothing over.
    :param value: text or nothing.
    :return: text, None when nothing is left.
    """
    if not value or mask not in TEXT_MASKS:
        return None
    if mask == HASH:
        plain = value.strip(" ").lower().encode()
        return hmac.new(key, plain, hashlib.sha256).digest()[:HASH_BYTES].hex()
    if mask == LAST4:
        signs = NO_SIGN.sub("", value)
        return DOTS + (signs[-4:] if len(signs) >= SHORTEST else "")
    found = AT_DOMAIN.search(value)
    return found and found.group().lower()


def masked_sql(mask, value):
    """SQL that hides a value as masked() does.

    :param value: SQL of a text.
    """
    if mask == HASH:
        inner, outer = (
            f"(select mask_{side} from public.ipai_sync_origin)"
            for side in ("inner", "outer")
        )
        return (
            f"case when {value} <> '' then encode(substring(sha256({outer} ||"
            f" sha256({inner} || convert_to(lower(btrim({value})), 'UTF8')))"
            f" from 1 for {HASH_BYTES}), 'hex') end"
        )
    if mask == LAST4:
        signs = f"regexp_replace({value}, '[^0-9A-Za-z]', '', 'g')"
        return (
            f"case when length({signs}) >= {SHORTEST}"
            f" then '{DOTS}' || right({signs}, 4)"
            f" when {value} <> '' then '{DOTS}' end"
        )
    if mask == DOMAIN:
        return f"lower(substring({value} from '@[^@]*$'))"
    return "null"
