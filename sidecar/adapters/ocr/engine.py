"""What the rest of the sidecar asks of a text recogniser."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One piece of text on a picture.

    `quad` runs clockwise from the corner where the text begins, in pixels; `score` is the mean
    certainty of its characters, 0 to 1.
    """

    text: str
    score: float
    quad: Quad


class Engine(Protocol):
    """A recogniser: a BGR picture of shape (height, width, 3) becomes lines in any order."""

    name: str

    def read(self, picture: Picture) -> list[TextLine]:
        """Return the lines found, [] when there are none."""
        ...


class GuardedEngine:
    """An engine that is made at its first use and read by one thread at a time.

    Both libraries keep settings and buffers on the instance, and a second page in parallel only
    makes both slower: the threads of one page already take every core.
    """

    def __init__(self, name: str, make: Callable[[], Engine]) -> None:
        self.name = name
        self._make = make
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def read(self, picture: Picture) -> list[TextLine]:
        """Wait for the engine, then read the picture."""
        with self._lock:
            if self._engine is None:
                self._engine = self._make()
            return self._engine.read(picture)

    def warm_up(self) -> None:
        """Load the networks and run them once, so that the first user does not wait for it."""
        self.read(np.full((64, 256, 3), 255, dtype=np.uint8))

    @property
    def warm(self) -> bool:
        """True once the networks are loaded."""
        return self._engine is not None


def as_quad(points: npt.ArrayLike) -> Quad:
    """Make a Quad of a 4 x 2 array."""
    corners = np.asarray(points, dtype=float).reshape(4, 2)
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return (a, b, c, d)
