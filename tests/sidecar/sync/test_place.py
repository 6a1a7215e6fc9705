"""Where a direct reader starts, and when it has to start again."""

from sidecar.sync.place import Cursor


def read(text: str | None) -> Cursor:
    return Cursor.read(text, origin="here", horizon=60, floor=(70, 5), ceiling=100)


def test_a_start_is_never_before_what_was_acknowledged():
    """Else it would find rows gone that it never missed, and read everything twice."""
    start = read(None)
    assert start.position == (70, 5)
    again = read(start.encode())
    assert again == start, "the next batch goes on from it"


def test_a_cursor_of_another_life_or_behind_the_floor_starts_anew():
    for text in (
        Cursor("elsewhere", 80).encode(),
        Cursor("here", 70, 4).encode(),
        Cursor("here", 101).encode(),
        "rubbish",
    ):
        assert read(text).position == (70, 5)
    assert read(Cursor("here", 80, 3).encode()).position == (80, 3)
