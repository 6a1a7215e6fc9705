"""A cursor of the synchronisation means the same to Odoo's addon and to the sidecar, so a reader
may go from one mode to the other where it stands."""

import importlib.util
from pathlib import Path

import pytest

from sidecar.sync.place import Cursor

THEIRS = Path(__file__).parents[2] / "addons/ipai_sync/tools/cursor.py"


@pytest.fixture(scope="module")
def addon():
    spec = importlib.util.spec_from_file_location("ipai_sync_cursor", THEIRS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VALUES = ("here", 2**40, 7, {"res_partner": "abc"}, {"account_move_line": 12})


def test_each_reads_what_the_other_wrote(addon):
    theirs, ours = addon.Cursor(*VALUES), Cursor(*VALUES)
    assert ours.encode() == theirs.encode()
    assert Cursor.decode(theirs.encode()) == ours
    assert addon.Cursor.decode(ours.encode()) == theirs


@pytest.mark.parametrize("text", ["", "x", "WzEsMl0=", "WzksImEiLDEsMSx7fSx7fV0=", "bnVsbA=="])
def test_both_refuse_the_same(addon, text):
    assert Cursor.decode(text) is None
    with pytest.raises(addon.BadCursor):
        addon.Cursor.decode(text)


@pytest.mark.parametrize(
    ("text_of", "goes_on"),
    [
        (lambda: Cursor("here", 50).encode(), True),
        (lambda: Cursor("elsewhere", 50).encode(), False),
        (lambda: Cursor("here", 9).encode(), False),
        (lambda: Cursor("here", 101).encode(), False),
        (lambda: None, False),
    ],
    ids=["in place", "another life", "rows are gone", "from the future", "none"],
)
def test_a_cursor_that_cannot_go_on_starts_with_snapshots(text_of, goes_on):
    found = Cursor.read(text_of(), origin="here", horizon=90, floor=(10, 0), ceiling=100)
    assert found.tx == (50 if goes_on else 90)
    found.plan({"res_partner": "abc"}, set())
    assert found.pending == {"res_partner": 0}
    found.pending = {"res_partner": 7}
    found.plan({"res_partner": "abc", "res_bank": "d"}, {"res_bank"})
    assert found.pending == {"res_partner": 7, "res_bank": 0}
