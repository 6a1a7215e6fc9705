"""The repository holds what it says, and nothing that only pretends to work."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {"addons", "sidecar", "dbt_finance", "n8n_workflows", "deploy", "tests"}
TOOL_FILES = {
    ".ci",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".sqlfluff",
    "LICENSE",
    "Makefile",
    "README.md",
    "eslint.config.cjs",
    "prettier.config.cjs",
    "pyproject.toml",
    "requirements.txt",
}
CODE = {".py", ".js", ".sql", ".xml", ".yml", ".yaml", ".sh", ".scss"}
UNFINISHED = re.compile(
    r"(?-i:\b(TODO|FIXME|XXX|HACK)\b)|coming soon|not (yet )?implemented|NotImplementedError"
    r"|lorem ipsum|Math\.random|\bstub(bed)?\b",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.])/(work|farm|root|tmp)/\w|/home/\w+")


@cache
def tracked() -> tuple[Path, ...]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(ROOT / line for line in listing.splitlines() if (ROOT / line).is_file())


def shipped_code() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix in CODE and "tests" not in path.relative_to(ROOT).parts
    ]


def lines_matching(pattern: re.Pattern, paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_top_level_holds_only_what_the_house_names() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert names <= TOP_LEVEL | TOOL_FILES


def test_nothing_shipped_is_unfinished() -> None:
    assert lines_matching(UNFINISHED, shipped_code()) == []


def test_no_machine_path_is_committed() -> None:
    text = [p for p in tracked() if p.suffix in CODE | {".md", ".json", ".toml", ""}]
    readable = [p for p in text if p.name != "LICENSE" and p != Path(__file__)]
    assert lines_matching(MACHINE, readable) == []


def test_files_are_small_enough_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked()
        if path.suffix in {".py", ".js", ".scss"}
        and (count := len(path.read_text().splitlines())) > 400
    }
    assert not long


@pytest.mark.parametrize(
    "folder", sorted({p.relative_to(ROOT).parts[0] for p in tracked()} & TOP_LEVEL)
)
def test_each_folder_explains_itself(folder: str) -> None:
    assert (ROOT / folder / "README.md").is_file()


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 150
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_has_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))
    helped = set(re.findall(r"^([a-z0-9-]+):.*##", makefile, re.MULTILINE))
    promised = (
        "setup demo up down test test-odoo test-sidecar test-dbt test-js bench lint layers "
        "shell psql db-reset i18n"
    )
    assert targets - {"help"} <= helped
    assert set(promised.split()) <= helped
