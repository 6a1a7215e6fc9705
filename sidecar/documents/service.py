"""Reads a receipt: file -> pages -> lines -> candidates -> reading."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

from sidecar.adapters.ocr.choice import make_engine
from sidecar.adapters.ocr.engine import GuardedEngine
from sidecar.documents.extraction import readable
from sidecar.documents.fingerprints import file_hash, picture_hash
from sidecar.documents.known_vendors import KnownVendor
from sidecar.documents.layout import Line, join_boxes
from sidecar.documents.locale import Locale, guess_locale, load_locale, locale_codes
from sidecar.documents.pages import Limits, Page, check_size, kind_of
from sidecar.documents.pdf import pdf_pages
from sidecar.documents.pictures import picture_pages
from sidecar.documents.problems import UnknownLocale
from sidecar.documents.reading import read_lines
from sidecar.documents.recognition import PageText, read_page
from sidecar.documents.schemas import PageInfo, ReceiptReading, Region, SingleReceipt
from sidecar.documents.splitting import split_receipts
from sidecar.errors import Upstream
from sidecar.settings import Settings

# One file is decoded while another is recognised; more would only wait for the engine.
THREADS = 2


class ReceiptReader:
    """Reads receipts with one engine; one for the whole process."""

    def __init__(
        self,
        engine: GuardedEngine,
        *,
        limits: Limits | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.engine = engine
        self.limits = limits or Limits()
        self._today = today
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="receipts")
        self._warming: Future[None] | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> "ReceiptReader":
        """Return the reader the settings ask for; nothing is loaded yet."""
        engine = make_engine(
            settings.ocr_engine, models=settings.ocr_models_dir, threads=settings.ocr_threads
        )
        return cls(engine, limits=Limits(file_bytes=settings.upload_limit))

    def warm_up_soon(self) -> "Future[None]":
        """Load the engine beside the start of the process; a failure is told by the first read."""
        warming = self._warming
        if warming is None or (warming.done() and not self.engine.warm):
            warming = self._warming = self._threads.submit(self.engine.warm_up)
        return warming

    async def check(self) -> dict[str, str]:
        """For /health: wait until the engine is loaded. Raises Upstream when it cannot be."""
        try:
            await asyncio.shield(asyncio.wrap_future(self.warm_up_soon()))
        except Exception as error:
            raise Upstream(
                f"The text recogniser {self.engine.name} cannot be loaded ({error}). Run the "
                "set-up again, or choose another with IPAI_OCR_ENGINE.",
                code="ocr_down",
            ) from error
        return {"engine": self.engine.name}

    def close(self) -> None:
        """Let running readings finish, start no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def read_soon(
        self,
        content: bytes,
        *,
        locale: str | None = None,
        known_vendors: Sequence[KnownVendor] = (),
        today: date | None = None,
    ) -> ReceiptReading:
        """Read a file in a thread of the reader, as `read` does; the event loop goes on."""
        loop = asyncio.get_running_loop()
        read = partial(self.read, locale=locale, known_vendors=known_vendors, today=today)
        return await loop.run_in_executor(self._threads, read, content)

    def read(
        self,
        content: bytes,
        *,
        locale: str | None = None,
        known_vendors: Sequence[KnownVendor] = (),
        today: date | None = None,
    ) -> ReceiptReading:
        """Read the bytes of a file; blocks for about a second a page.

        `locale` is the code of a pack; None lets the text decide. `known_vendors` are sellers of
        the company's books, whose spelling is taken where one is recognised. `today` is the date
        where the receipt was sent in. Raises the errors of `documents.problems`.
        """
        started = time.perf_counter()
        pack = _pack(locale)
        check_size(content, self.limits)
        pages = self._pages(content)
        texts = [read_page(page, self.engine) for page in pages]
        printed = [line for text in texts for line in text.lines]
        pack = pack or guess_locale([line.text for line in readable(printed)])
        lines = readable(printed, pack)
        today = today or self._today()
        parts = split_receipts(lines, pack, today=today)
        whole = {
            "engine": self.engine.name,
            "locale": pack.code,
            "pages": [_page_info(page, text) for page, text in zip(pages, texts, strict=True)],
            "file_hash": file_hash(content),
        }
        receipts = [
            whole
            | read_lines(
                part,
                pack,
                score=_score(part, texts, len(parts)),
                today=today,
                known_vendors=known_vendors,
            )
            | _place(part, pages, texts, len(parts))
            for part in parts
        ]
        seconds = round((time.perf_counter() - started) / len(parts), 3)
        first, *more = (receipt | {"seconds": seconds} for receipt in receipts)
        return ReceiptReading(**first, more=[SingleReceipt(**receipt) for receipt in more])

    def _pages(self, content: bytes) -> list[Page]:
        to_pages = pdf_pages if kind_of(content) == "pdf" else picture_pages
        return to_pages(content, self.limits)


def _pack(code: str | None) -> Locale | None:
    if not code:
        return None
    try:
        return load_locale(code.lower())
    except KeyError:
        known = ", ".join(locale_codes())
        raise UnknownLocale(f"There is no locale {code}. Choose one of {known}.") from None


def _place(
    part: Sequence[Line], pages: Sequence[Page], texts: Sequence[PageText], parts: int
) -> dict[str, Any]:
    """Return where one of several receipts lies and what its picture looks like."""
    if parts == 1:
        return {"region": None, "picture_hash": picture_hash(pages[0], texts[0].rotation)}
    page = part[0].page
    box = join_boxes([line.box for line in part if line.page == page])
    index = next(place for place, one in enumerate(pages) if one.number == page)
    return {
        "region": Region(page=page, box=box),
        "picture_hash": picture_hash(pages[index], texts[index].rotation, box),
    }


def _score(part: Sequence[Line], texts: Sequence[PageText], parts: int) -> float:
    if parts == 1:
        return _page_score(texts)
    letters = sum(len(line.text) for line in part)
    return sum(line.score * len(line.text) for line in part) / letters


def _page_score(texts: Sequence[PageText]) -> float:
    letters = [sum(len(line.text) for line in text.lines) for text in texts]
    weighted = sum(text.score * count for text, count in zip(texts, letters, strict=True))
    return weighted / sum(letters) if sum(letters) else 0.0


def _page_info(page: Page, text: PageText) -> PageInfo:
    return PageInfo.model_validate(
        {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "rotation": text.rotation,
        }
    )
