# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words that policies look for in the items and descriptions of expenses.

Pure Python: nothing here knows Odoo.
"""

import re
import unicodedata
from functools import lru_cache


def fold(text):
    """Text as it is compared: no accents, no case, single blanks."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


def listed(text):
    """The words and phrases of an edited list: parted by commas or lines, each once."""
    parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", text or ""))
    return list(dict.fromkeys(part for part in parts if part))


@lru_cache(maxsize=256)
def _pattern(words):
    """One expression for a list of words. A word stands alone, in singular or plural;
    "cigar*" takes whatever follows: cigars, cigarette."""
    choices = []
    for word in sorted((fold(word) for word in words), key=len, reverse=True):
        stem = word.rstrip("*")
        if stem:
            ending = r"\w*" if word.endswith("*") else r"(?:e?s)?"
            choices.append(re.escape(stem) + ending)
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)") if choices else None


def barred(texts, words):
    """The first text that holds one of the words: (text, what matched), or None."""
    pattern = _pattern(tuple(words))
    for text in texts:
        match = pattern.search(fold(text)) if pattern and text else None
        if match:
            return " ".join(text.split()), match.group()
    return None


PLACEHOLDER = re.compile(r"\{(\w*)\}")


def fill(template, figures):
    """The sentence of a template; names that are not among the figures stay as they
    are. No attribute or index of a value can be reached, as str.format would allow."""
    return PLACEHOLDER.sub(lambda match: str(figures.get(match[1], match[0])), template)


def placeholders(template):
    """The names a template asks for."""
    return set(PLACEHOLDER.findall(template or ""))
