"""A CSV file, line by line: its encoding, its delimiter, its damaged lines.

A quote that is never closed would swallow the rest of a file; here it costs its own line, for a
record may span at most so many lines and must have as many fields as the header.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from sidecar.errors import BadRequest, Unreadable
from sidecar.intake.domains import Domain
from sidecar.intake.records import Line, broken, line_of
from sidecar.intake.values import Declaration, strptime_of

DELIMITERS = ",;\t|"
LONGEST_SPAN = 50
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class WrongFile(Unreadable):
    """The file does not fit what was declared; nothing of it was taken over."""

    code = "wrong_file"
    title = "This file cannot be taken over"


@dataclass(frozen=True)
class FileForm:
    """How a file is written. delimiter None: told by the header; columns: name -> our field."""

    encoding: str = "utf-8"
    delimiter: str | None = None
    declared: Declaration = field(default_factory=Declaration)


def columns_of(pairs: list[str]) -> dict[str, str]:
    """{"Number": "product_id"} of ["Number:product_id"]. Raises BadRequest."""
    wrong = [pair for pair in pairs if ":" not in pair]
    if wrong:
        raise BadRequest(f"columns: {wrong[0]!r} is not of the form Number:product_id.")
    return dict(
        (name.strip(), ours.strip()) for name, _, ours in (p.rpartition(":") for p in pairs)
    )


def lines_of(file: IO[bytes], domain: Domain, form: FileForm) -> Iterator[Line]:
    """The records of a CSV file; memory does not grow with its length.

    Numbers are those of the lines in the file, the header is line 1. Raises WrongFile for a file
    without the domain's key columns, or a declaration that cannot be used.
    """
    _check(form)
    text = io.TextIOWrapper(
        file, encoding=_encoding(file, form.encoding), errors="surrogateescape", newline=""
    )
    lines = _read(text)
    try:
        numbered = enumerate(lines, 1)
        header, delimiter = _header(numbered, form)
        columns = [form.declared.columns.get(name, name) for name in header]
        _check_header(columns, domain)
        for number, raw, values, problem in _rows(numbered, delimiter, len(columns)):
            if problem:
                yield broken(number, raw, "broken_line", problem)
            elif not raw.isprintable() and any("\udc80" <= sign <= "\udcff" for sign in raw):
                yield broken(number, raw, "bad_characters", f"It is not {form.encoding}.")
            else:
                sent = dict(zip(columns, values, strict=True))
                yield line_of(number, sent, raw, domain, form.declared)
    finally:
        lines.close()
        text.detach()


def _check(form: FileForm) -> None:
    try:
        codecs.lookup(form.encoding)
        if form.declared.date_format:
            strptime_of(form.declared.date_format)
    except (LookupError, ValueError) as error:
        raise WrongFile(f"{error} Name an encoding such as utf-8 or cp1252.") from None


def _encoding(file: IO[bytes], declared: str) -> str:
    """A byte order mark says what the file is, whatever was declared."""
    start = file.read(4)
    file.seek(0)
    return next((name for mark, name in BOMS if start.startswith(mark)), declared)


def _read(text: io.TextIOWrapper) -> Generator[str, None, None]:
    try:
        for line in text:  # noqa: UP028 - "yield from" would close the file
            yield line
    except UnicodeError as error:
        raise WrongFile(f"The file is not {text.encoding}: {error}.") from None


def _header(numbered: Iterator[tuple[int, str]], form: FileForm) -> tuple[list[str], str]:
    for _number, line in numbered:
        if line.strip():
            delimiter = form.delimiter or max(DELIMITERS, key=line.count)
            names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]
            return names, delimiter
    raise WrongFile("The file is empty; its first line must name the columns.")


def _check_header(columns: list[str], domain: Domain) -> None:
    known = [domain.column(name) for name in columns]
    missing = [name for name in domain.key if name not in known]
    if missing:
        raise WrongFile(
            f"The header has no column {', '.join(missing)}; it has {', '.join(columns)[:300]}. "
            "Correct it, or say which column is meant, as in columns=Number:transaction_id."
        )
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise WrongFile(f"More than one column of the file is {', '.join(twice)}.")


def _rows(
    numbered: Iterator[tuple[int, str]], delimiter: str, width: int
) -> Iterator[tuple[int, str, list[str], str | None]]:
    """(line number, text, fields, None) of each record, or (number, text, [], what is wrong)."""
    waiting: deque[tuple[int, str]] = deque()
    while True:
        taken = _take(waiting, numbered)
        if not taken:
            return
        number, raw = taken[0][0], "".join(text for _number, text in taken).rstrip("\r\n")
        if not raw.strip():
            continue
        values, problem = _fields(raw, delimiter, width)
        if problem and len(taken) > 1:
            # Only the first line is to blame for sure; the others are looked at by themselves.
            waiting.extendleft(reversed(taken[1:]))
            raw = taken[0][1].rstrip("\r\n")
        yield number, raw, values, problem


def _take(
    waiting: deque[tuple[int, str]], numbered: Iterable[tuple[int, str]]
) -> list[tuple[int, str]]:
    """The next line, with those after it while a quote is open; nothing at the end."""
    taken: list[tuple[int, str]] = []
    is_open = False
    while len(taken) < LONGEST_SPAN:
        following = waiting.popleft() if waiting else next(iter(numbered), None)
        if following is None:
            break
        taken.append(following)
        is_open ^= following[1].count('"') % 2 == 1
        if not is_open:
            break
    return taken


def _fields(raw: str, delimiter: str, width: int) -> tuple[list[str], str | None]:
    if raw.count('"') % 2:
        return [], "A quote is opened and not closed."
    try:
        [values] = csv.reader([raw], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        return [], f"It cannot be taken apart ({error})."
    if len(values) != width:
        return [], f"It has {len(values)} fields, the header has {width}."
    return values, None
