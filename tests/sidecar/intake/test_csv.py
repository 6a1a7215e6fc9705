"""CSV files: any encoding, delimiter and date that is declared; a broken line costs itself."""

import io
import subprocess
import sys
import tracemalloc

import pytest

from sidecar.intake.csv_files import FileForm, lines_of
from sidecar.intake.domains import domain_of

HEADER = "transaction_id,txn_date,store,product_category,quantity,amount\n"
LINES = "T-1,2026-03-02,Store A,Snacks,2,45.50\nT-2,2026-03-03,Store B,Beverages,1,20\n"


@pytest.fixture
def upload(client, signed, scout):
    """Upload a CSV file as a reviewer."""

    async def post(content: str | bytes, **form):
        data = content.encode() if isinstance(content, str) else content
        return await client.post(
            "/intake/transactions/csv",
            headers=signed("reviewer"),
            files={"file": ("sales.csv", data)},
            data=form,
        )

    return post


def counts(answer):
    assert answer.status_code == 200, answer.text
    batch = answer.json()
    return tuple(batch[name] for name in ("received", "accepted", "unchanged", "quarantined"))


async def test_a_file_and_the_same_file_again(upload, versions):
    first = await upload(HEADER + LINES)
    assert counts(first) == (2, 2, 0, 0)
    assert first.json()["file_name"] == "sales.csv"
    assert (await upload(HEADER + LINES)).json() == first.json() | {"is_repeat": True}
    assert counts(await upload(HEADER + LINES + "T-3,2026-03-03,,Snacks,1,9\n")) == (3, 3, 2, 0)
    assert [key for key, _ in await versions()] == ["T-1", "T-2", "T-3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
async def test_a_byte_order_mark_tells_the_encoding(upload, versions, encoding):
    text = HEADER + "T-1,2026-03-02,Niño Store,Snacks,2,45.50\n"
    assert counts(await upload(text.encode(encoding))) == (1, 1, 0, 0)
    [(_, payload)] = await versions()
    assert payload["store"] == "Niño Store"


async def test_another_encoding_is_declared(upload, versions, aside):
    line = "T-1,2026-03-02,Niño Store,Snacks,2,45.50\n".encode("cp1252")
    assert counts(await upload(HEADER.encode() + line)) == (1, 0, 0, 1)
    [(number, _, reason, raw)] = await aside()
    assert (number, reason) == (2, "bad_characters")
    assert "\\udcf1o Store" in raw
    assert counts(await upload(HEADER.encode() + line, encoding="cp1252")) == (1, 1, 0, 0)
    assert [payload["store"] for _, payload in await versions()] == ["Niño Store"]


async def test_dates_and_decimals_as_declared(upload, versions, aside):
    text = "Number;Day;Total\nT-1;03/04/2026;1.234,50\nT-2;31/12/2025;12,5\n"
    form = {"columns": ["Number:transaction_id", "Day:txn_date"]}
    assert counts(await upload(text, **form)) == (2, 0, 0, 2)
    assert {reason for _, _, reason, _ in await aside()} == {"wrong_type"}
    form |= {"date_format": "DD/MM/YYYY", "decimal": ","}
    assert counts(await upload(text, **form)) == (2, 2, 0, 0)
    assert [(p["txn_date"], p["amount"]) for _, p in await versions()] == [
        ("2026-04-03", "1234.5"),
        ("2025-12-31", "12.5"),
    ]


async def test_broken_lines_cost_themselves_alone(upload, versions, aside):
    text = (
        HEADER
        + 'T-1,2026-03-02,"Store, ""A""\nsecond floor",Snacks,2,45.50\n'
        + 'T-2,2026-03-02,"never closed,Snacks,2,45.50\n'
        + "T-3,2026-03-02,Store A,Snacks\n"
        + "\n"
        + "T-4,2026-03-02,Store A,Snacks,2,45.50\n"
        + ",2026-03-02,Store A,Snacks,2,45.50\n"
        + 'T-5,2026-03-02,5" pipes,Snacks,2,45.50\n'
        + "T-6,2026-03-02,Store A,Snacks,2,45.50"
    )
    assert counts(await upload(text)) == (7, 3, 0, 4)
    assert [key for key, _ in await versions()] == ["T-1", "T-4", "T-6"]
    assert [(line, reason) for line, _, reason, _ in await aside()] == [
        (4, "broken_line"),
        (5, "broken_line"),
        (8, "no_key"),
        (9, "broken_line"),
    ]
    assert (await aside())[0][3] == 'T-2,2026-03-02,"never closed,Snacks,2,45.50'


@pytest.mark.parametrize(
    ("content", "form", "said"),
    [
        ("", {}, "is empty"),
        ("a,b\n1,2\n", {}, "no column transaction_id"),
        ("id,transaction_id\n1,2\n", {}, "More than one column"),
        (HEADER, {"encoding": "klingon"}, "encoding"),
        (HEADER, {"date_format": "the day"}, "DD/MM/YYYY"),
        (HEADER, {"columns": ["Number"]}, "Number:product_id"),
        (b"\xff\xfea", {}, "is not utf-16"),
    ],
)
async def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(upload, content, form, said):
    answer = await upload(content, **form)
    assert answer.status_code in {400, 422}, answer.text
    assert said in answer.json()["detail"]


async def test_who_may_upload(client, signed, scout):
    file = {"file": ("sales.csv", HEADER + LINES)}
    path = "/intake/transactions/csv"
    assert (await client.post(path, headers=signed("analyst"), files=file)).status_code == 403
    stranger = signed("reviewer", company_ids=[2])
    assert (await client.post(path, headers=stranger, files=file)).status_code == 403
    unknown = await client.post(
        path, headers=signed("reviewer"), files=file, data={"source": "nobody"}
    )
    assert unknown.status_code == 404


class Lines(io.RawIOBase):
    """A file of so many lines that is never whole in memory, read from its start only."""

    def __init__(self, lines: int) -> None:
        self._pieces = (
            b"".join(b"T-%d,2026-03-02,Store A,Snacks,2,45.50\n" % n for n in range(at, at + 100))
            for at in range(0, lines, 100)
        )
        self._waiting = HEADER.encode()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def tell(self) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        if size == 4:
            return self._waiting[:4]
        data, self._waiting = self._waiting, b""
        return data or next(self._pieces, b"")

    read1 = read


def test_memory_does_not_grow_with_the_file():
    def peak(lines: int) -> int:
        tracemalloc.start()
        count = sum(1 for _ in lines_of(Lines(lines), domain_of("transactions"), FileForm()))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == lines
        return most

    assert peak(30_000) < peak(3_000) + 200_000


def test_the_command(own_settings, tmp_path):
    """From a shell: register, take a file over, see the batch; nothing secret in the log."""
    file = tmp_path / "sales.csv"
    file.write_text(HEADER + LINES + "T-1,2026-03-09,Store A,Snacks,2,much\n")
    environment = {
        "IPAI_WAREHOUSE_DSN": own_settings.warehouse_dsn.get_secret_value(),
        "PATH": "",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sidecar.cli", "intake", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )

    added = run("add-source", "--code", "scout", "--company", "1", "--domain", "transactions")
    assert added.returncode == 0, added.stderr
    assert '"secret": "whsec_' in added.stdout
    assert "whsec_" not in added.stderr
    taken = run("csv", "transactions", str(file))
    assert taken.returncode == 0, taken.stderr
    assert '"accepted": 2' in taken.stdout and '"quarantined": 1' in taken.stdout
    refused = run("csv", "products", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "may send transactions" in refused.stderr
