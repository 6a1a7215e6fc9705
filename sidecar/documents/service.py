"""Reads a receipt: file -> pages -> lines -> candidates -> reading."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

from sidecar.adapters.ocr.choice import make_engine
from sidecar.adapters.ocr.engine import GuardedEngine
from sidecar.documents.confidence import confidence
from sidecar.documents.evidence import Candidate
from sidecar.documents.extraction import FIELDS, extract, readable
from sidecar.documents.fingerprints import file_hash, picture_hash
from sidecar.documents.layout import Line
from sidecar.documents.locale import Locale, guess_locale, load_locale, locale_codes
from sidecar.documents.pages import Limits, Page, check_size, kind_of
from sidecar.documents.pdf import pdf_pages
from sidecar.documents.pictures import picture_pages
from sidecar.documents.problems import UnknownLocale
from sidecar.documents.quality import advice
from sidecar.documents.recognition import PageText, read_page
from sidecar.documents.schemas import (
    Alternative,
    FieldReading,
    LineReading,
    PageInfo,
    ReceiptFields,
    ReceiptReading,
)
from sidecar.errors import Upstream
from sidecar.settings import Settings

ALTERNATIVES = 4
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

    async def read_soon(self, content: bytes, *, locale: str | None = None) -> ReceiptReading:
        """Read a file in a thread of the reader; the event loop goes on."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self.read(content, locale=locale))

    def read(self, content: bytes, *, locale: str | None = None) -> ReceiptReading:
        """Read the bytes of a file; blocks for about a second a page.

        `locale` is the code of a pack; None lets the text decide. Raises the errors of
        `documents.problems`.
        """
        started = time.perf_counter()
        pack = _pack(locale)
        check_size(content, self.limits)
        pages = self._pages(content)
        texts = [read_page(page, self.engine) for page in pages]
        lines = readable([line for text in texts for line in text.lines])
        pack = pack or guess_locale([line.text for line in lines])
        found = extract(lines, pack, today=self._today())
        score = _page_score(texts)
        poor = advice(lines, score, found)
        return ReceiptReading(
            engine=self.engine.name,
            locale=pack.code,
            status="poor" if poor else "read",
            advice=poor,
            seconds=round(time.perf_counter() - started, 3),
            pages=[_page_info(page, text) for page, text in zip(pages, texts, strict=True)],
            fields=_fields(found, pack, score),
            lines=[_line(line) for line in lines],
            picture_hash=picture_hash(pages[0], texts[0].rotation),
            file_hash=file_hash(content),
        )

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


def _fields(found: Mapping[str, Sequence[Candidate]], pack: Locale, score: float) -> ReceiptFields:
    fields = {name: _field(name, found[name], score) for name in FIELDS}
    if fields["currency"].value is None and pack.currency and fields["total"].value:
        # Receipts at home print no currency: the locale's own, from no place on the page.
        fields["currency"] = FieldReading(
            value=pack.currency, raw=None, confidence=0.9, page=None, box=None, alternatives=[]
        )
    return ReceiptFields(**fields)


def _field(name: str, candidates: Sequence[Candidate], score: float) -> FieldReading:
    if not candidates:
        return FieldReading(
            value=None, raw=None, confidence=0.0, page=None, box=None, alternatives=[]
        )
    best = candidates[0]
    sure = confidence(name, best, page_score=score)
    others = [
        Alternative(
            value=one.value,
            # A runner-up is never surer than what was chosen before it.
            confidence=min(1 - sure, confidence(name, one, page_score=score)),
            page=one.page,
            box=one.box,
        )
        for one in candidates[1 : ALTERNATIVES + 1]
    ]
    return FieldReading(
        value=best.value,
        raw=best.raw,
        confidence=sure,
        page=best.page,
        box=best.box,
        alternatives=others,
    )


def _line(line: Line) -> LineReading:
    return LineReading(text=line.text, score=round(line.score, 3), page=line.page, box=line.box)
