"""What the addons promise in their manifests is there, and they depend downwards only."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDONS = ROOT / "addons"
NAMES = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))

# The house: who may depend on whom among our own addons (README, "Where things live").
MAY_DEPEND_ON = {
    "ipai_base": set(),
    "ipai_sync": {"ipai_base"},
    "ipai_bir": {"ipai_base"},
    "ipai_bir_payroll": {"ipai_base", "ipai_bir"},
    "ipai_workbench": {"ipai_base", "ipai_sync"},
    "ipai_agent": {"ipai_base"},
    "ipai_expense_ocr": {"ipai_base", "ipai_agent"},
    "ipai_expense_advance": {"ipai_expense_ocr"},
    "ipai_expense_policy": {"ipai_expense_ocr"},
    "ipai_expense_card": {"ipai_expense_ocr"},
}


@cache
def manifest(name: str) -> dict:
    return ast.literal_eval((ADDONS / name / "__manifest__.py").read_text())


def imported(path: Path) -> set[str]:
    """Top-level names a Python file imports, wherever the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_there_are_addons() -> None:
    assert set(NAMES) == set(MAY_DEPEND_ON)


@pytest.mark.parametrize("name", NAMES)
def test_manifest_lists_existing_files(name: str) -> None:
    spec = manifest(name)
    missing = [
        entry
        for entry in [*spec.get("data", []), *spec.get("demo", [])]
        if not (ADDONS / name / entry).is_file()
    ]
    for bundle in spec.get("assets", {}).values():
        for entry in bundle:
            pattern = entry[-1] if isinstance(entry, tuple | list) else entry
            if pattern.startswith(name) and not list(ADDONS.glob(pattern)):
                missing.append(pattern)
    assert not missing


@pytest.mark.parametrize("name", NAMES)
def test_every_view_and_rule_is_loaded(name: str) -> None:
    listed = set(manifest(name).get("data", [])) | set(manifest(name).get("demo", []))
    on_disk = {
        str(path.relative_to(ADDONS / name))
        for folder in ("views", "security", "data", "report", "wizard")
        for path in (ADDONS / name / folder).rglob("*.xml")
    }
    assert on_disk <= listed


@pytest.mark.parametrize("name", NAMES)
def test_addons_depend_downwards(name: str) -> None:
    ours = {module for module in manifest(name)["depends"] if module.startswith("ipai_")}
    assert ours <= MAY_DEPEND_ON[name]


@pytest.mark.parametrize("name", NAMES)
def test_oca_files_are_there(name: str) -> None:
    expected = [
        "pyproject.toml",
        "readme/DESCRIPTION.md",
        "readme/USAGE.md",
        "readme/CONTRIBUTORS.md",
        "static/description/icon.png",
        f"i18n/{name}.pot",
        "tests/__init__.py",
    ]
    assert [entry for entry in expected if not (ADDONS / name / entry).is_file()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_test_file_is_run(name: str) -> None:
    """Odoo runs a test module only when tests/__init__.py imports it."""
    folder = ADDONS / name / "tests"
    named = {
        alias.name
        for node in ast.walk(ast.parse((folder / "__init__.py").read_text()))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {path.stem for path in folder.glob("test_*.py")} <= named


def shipped(name: str) -> list[Path]:
    return [
        path
        for path in (ADDONS / name).rglob("*.py")
        if "tests" not in path.relative_to(ADDONS).parts
    ]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "ipai_base"])
def test_only_ipai_base_does_http(name: str) -> None:
    clients = {"requests", "httpx", "urllib", "urllib3", "http", "aiohttp", "socket"}
    speaking = {
        str(path.relative_to(ADDONS)): imported(path) & clients
        for path in shipped(name)
        if imported(path) & clients
    }
    assert not speaking


@pytest.mark.parametrize("name", NAMES)
def test_tools_are_pure_python(name: str) -> None:
    assert [
        str(path) for path in (ADDONS / name / "tools").rglob("*.py") if "odoo" in imported(path)
    ] == []


def _models(body: list[ast.stmt]) -> list[str]:
    """Names of the models an Odoo class stands for."""
    said = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id in ("_name", "_inherit")
    }
    name = said.get("_name", said.get("_inherit", []))
    return [name] if isinstance(name, str) else name


@cache
def own_methods(addon: str) -> frozenset[tuple[str, str]]:
    """(model, method) of what an addon adds to Odoo under our prefix."""
    return frozenset(
        (model, method.name)
        for path in (ADDONS / addon / "models").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for model in _models(node.body)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and "ipai_" in method.name
    )


def test_modules_side_by_side_do_not_answer_for_each_other() -> None:
    """In one database the later of two methods with one name would silently win."""
    known = {name: {name, *manifest(name)["depends"]} for name in NAMES}
    clashes = [
        (one, other, model, method)
        for place, one in enumerate(NAMES)
        for other in NAMES[place + 1 :]
        if one not in known[other] and other not in known[one]
        for model, method in sorted(own_methods(one) & own_methods(other))
        if not any((model, method) in own_methods(base) for base in MAY_DEPEND_ON[one])
    ]
    assert not clashes
