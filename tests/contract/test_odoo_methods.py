"""Contract 2, sidecar to Odoo: the methods the adapter allows exist, and nothing else is called."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sidecar.adapters.odoo import ALLOWED

ROOT = Path(__file__).parents[2]


@dataclass
class Model:
    """What the addons define under one model's name."""

    inherits: set[str] = field(default_factory=set)
    methods: dict[str, tuple[set[str], ast.FunctionDef]] = field(default_factory=dict)


def _literal(node: ast.ClassDef, name: str):
    for item in node.body:
        if isinstance(item, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in item.targets
        ):
            try:
                return ast.literal_eval(item.value)
            except ValueError:
                return None
    return None


def models() -> dict[str, Model]:
    """Every model of our addons with its methods and their decorators (`model`, `private`, ...)."""
    found: dict[str, Model] = {}
    for path in sorted((ROOT / "addons").glob("*/models/*.py")):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ClassDef):
                continue
            inherits = _literal(node, "_inherit") or []
            inherits = [inherits] if isinstance(inherits, str) else list(inherits)
            name = _literal(node, "_name") or (inherits[0] if inherits else None)
            if name is None:
                continue
            model = found.setdefault(name, Model())
            model.inherits |= set(inherits) - {name}
            for item in node.body:
                if isinstance(item, ast.FunctionDef):
                    decorators = {
                        d.attr for d in item.decorator_list if isinstance(d, ast.Attribute)
                    }
                    model.methods[item.name] = (decorators, item)
    return found


MODELS = models()


def method(model: str, name: str) -> tuple[set[str], ast.FunctionDef] | None:
    """A method of a model, its own or one it inherits from a mixin of ours."""
    known = MODELS.get(model)
    if known is None:
        return None
    if name in known.methods:
        return known.methods[name]
    return next((found for parent in known.inherits if (found := method(parent, name))), None)


@pytest.mark.parametrize(("model", "name"), sorted(ALLOWED))
def test_an_allowed_method_exists(model: str, name: str) -> None:
    found = method(model, name)
    assert found, f"No addon defines {model}.{name}"
    decorators, function = found
    assert "model" in decorators, f"{model}.{name} is called without records"
    assert "private" not in decorators
    assert not name.startswith("_")
    arguments = function.args
    assert not arguments.posonlyargs and not arguments.vararg, "arguments are sent by name"
    assert ast.get_docstring(function)


def called() -> set[tuple[str, str]]:
    """(model, method) of each `.execute(...)` in the sidecar, names resolved in their module."""
    found = set()
    for path in sorted((ROOT / "sidecar").rglob("*.py")):
        tree = ast.parse(path.read_text())
        names = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"execute", "execute_sync"}
                and len(node.args) >= 2
            ):
                words = [
                    names.get(arg.id) if isinstance(arg, ast.Name) else getattr(arg, "value", None)
                    for arg in node.args[:2]
                ]
                if all(
                    isinstance(word, str) and word.replace("_", "").replace(".", "").isalpha()
                    for word in words
                ):
                    found.add((words[0], words[1]))
    return found


def test_the_sidecar_calls_exactly_what_is_allowed() -> None:
    assert called() == set(ALLOWED)
