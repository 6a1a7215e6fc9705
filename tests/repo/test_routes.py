"""Every route of the sidecar is called by a test."""

import re
from pathlib import Path

from sidecar.app import create_app

TESTS = Path(__file__).parents[1] / "sidecar"
CALL = re.compile(
    r"\.(?P<verb>get|post|put|patch|delete)\(\s*f?[\"'](?P<path>/[^\"'?]*)"
    r"|\.request\(\s*[\"'](?P<method>[A-Z]+)[\"'],\s*f?[\"'](?P<target>/[^\"'?]*)"
)


def called() -> set[tuple[str, str]]:
    """(METHOD, path) pairs that stand in the tests, f-string fields kept as {...}."""
    return {
        (
            (match["verb"] or match["method"]).upper(),
            re.sub(r"\{[^}]*\}", "x", match["path"] or match["target"]),
        )
        for path in TESTS.rglob("test_*.py")
        for match in CALL.finditer(path.read_text())
    }


def test_every_route_is_tested() -> None:
    seen = called()
    untested = []
    for template, operations in create_app().openapi()["paths"].items():
        pattern = re.compile(re.sub(r"\{[^}]*\}", "[^/]+", template) + "$")
        untested += [
            f"{method.upper()} {template}"
            for method in operations
            if not any(verb == method.upper() and pattern.match(path) for verb, path in seen)
        ]
    assert not untested
