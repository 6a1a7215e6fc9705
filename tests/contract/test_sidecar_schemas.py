"""Contract 1, addons and sidecar: what goes over HTTP is described once, equal on both sides."""

import ast
import importlib.util
import json
import time
from pathlib import Path

import jsonschema
import pytest

from sidecar.adapters.callback import signature
from sidecar.adapters.queue import Callback
from sidecar.app import create_app
from sidecar.auth import AUDIENCE, GROUP_SCOPES, ISSUER, LONGEST_LIFE, SCOPES
from sidecar.contract import file_name, models, schema_text

ADDONS = Path(__file__).parents[2] / "addons"
STORED = sorted(ADDONS.glob("*/tests/schemas/*.json"))


def sources() -> list[tuple[Path, ast.Module]]:
    """Every Python file of the addons outside their tests."""
    return [
        (path, ast.parse(path.read_text()))
        for path in sorted(ADDONS.rglob("*.py"))
        if "tests" not in path.relative_to(ADDONS).parts
    ]


def constants(path: Path) -> dict:
    """Literal values a module gives to names at its top."""
    found = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def requests() -> list[tuple[str, str, str]]:
    """(file, METHOD, path) of each call of an addon to the sidecar."""
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if node.func.attr == "call" and len(words) >= 2 and str(words[1]).startswith("/"):
                found.append((path.name, words[0], words[1]))
            elif node.func.attr == "enqueue" and words and str(words[0]).startswith("/"):
                found.append((path.name, "POST", words[0]))
    return found


def test_the_stored_schemas_are_there() -> None:
    assert [path.name for path in STORED].count("receipt_reading.json") == 1


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parts[-4]}/{path.name}")
def test_a_stored_schema_is_the_sidecars(path: Path) -> None:
    by_file = {file_name(name): model for name, model in models().items()}
    ours = json.loads(schema_text(by_file[path.name]))
    assert json.loads(path.read_text()) == ours, (
        f"Run `python -m sidecar.cli schemas --to {path.parent.relative_to(ADDONS.parent)}"
        f" --only {by_file[path.name].__name__}`."
    )


@pytest.mark.parametrize("name", sorted(models()))
def test_every_schema_is_one(name: str) -> None:
    schema = json.loads(schema_text(models()[name]))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema.get("description"), f"{name} has no docstring"


def test_addons_call_only_routes_that_exist() -> None:
    made = requests()
    assert made
    paths = create_app().openapi()["paths"]
    assert [call for call in made if call[1].lower() not in paths.get(call[2], {})] == []


def test_odoo_and_the_sidecar_know_the_same_groups_and_names() -> None:
    odoo = constants(ADDONS / "ipai_base/models/ipai_sidecar.py")
    assert set(odoo["ROLES"]) == set(GROUP_SCOPES)
    assert (odoo["ISSUER"], odoo["AUDIENCE"]) == (ISSUER, AUDIENCE)
    assert odoo["TOKEN_SECONDS"] <= LONGEST_LIFE


def test_addons_grant_only_scopes_that_exist() -> None:
    granted = {
        item.value
        for _path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "scopes"
        for item in ast.walk(node.value)
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }
    assert granted
    assert granted <= set(SCOPES)


def test_odoo_accepts_our_signature() -> None:
    path = ADDONS / "ipai_base/tools/signature.py"
    spec = importlib.util.spec_from_file_location("ipai_base_signature", path)
    odoo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(odoo)
    now = int(time.time())
    body = '{"state": "done", "result": {"vendor": "PAPELERÍA"}}'.encode()
    ours = signature("secret-of-both", body, now)
    assert odoo.is_valid("secret-of-both", body, ours, now)
    assert not odoo.is_valid("another-secret", body, ours, now)
    assert not odoo.is_valid("secret-of-both", body + b" ", ours, now)
    assert not odoo.is_valid("secret-of-both", body, ours, now + 301)


def test_the_sidecar_takes_odoos_callback_address() -> None:
    for base in ("http://127.0.0.1:8069", "https://books.example.com", "https://example.com/odoo"):
        url = f"{base}/ipai/callback/42/4f0c1f0e9a-_Zq"
        assert Callback(url=url, call_id="6f1c0b1e-8a0e-4d7f-9a53-0a7c8d7e1b11").url == url
