"""Stamps: a step that is done is known by the hash of what went into it."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

IGNORED_FOLDERS = {"__pycache__", ".git", "node_modules"}


def digest(*parts: str | Path) -> str:
    """Hash texts, files and whole folders into 16 hexadecimal digits."""
    state = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            state.update(b"text\0" + part.encode() + b"\0")
            continue
        for path in files_below(part):
            name = path.relative_to(part) if path != part else Path(path.name)
            state.update(f"file\0{name}\0".encode() + path.read_bytes() + b"\0")
    return state.hexdigest()[:16]


def files_below(path: Path) -> Iterable[Path]:
    """Yield the file itself, or the files below a folder in a fixed order."""
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(set(folders) - IGNORED_FOLDERS)
        yield from (Path(folder, name) for name in sorted(names) if name[-4:] != ".pyc")


def holds(stamp: Path, value: str) -> bool:
    """Say whether the step behind ``stamp`` was finished with these inputs."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write(stamp: Path, value: str, mode: int = 0o644) -> None:
    """Replace a file in one step: a killed run leaves the old one or the new."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    fresh = stamp.with_name(f".{stamp.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(value)
    fresh.replace(stamp)
