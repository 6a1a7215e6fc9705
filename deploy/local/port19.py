"""Stage our 18.0 addons as a 19.0 copy: ``python port19.py SOURCE TARGET``.

The addons are written once, for Odoo 18.0, in the manner that also runs on 19.0.
What cannot be written alike is rewritten here, and nowhere else:

* manifest versions ``18.0.`` -> ``19.0.`` (19 refuses to install others);
* ``_sql_constraints`` lists -> ``models.Constraint`` (19 ignores the list);
* JSON routes ``type="json"`` -> ``type="jsonrpc"``;
* ``groups_id`` -> ``group_ids``;
* group categories -> privileges, ``users`` of a group -> ``user_ids``;
* ``target="inline"`` of window actions -> ``current``;
* the attributes of "Group By" in search views, which 19's schema refuses.
"""

import ast
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".git*", "*.orig")
VERSION = re.compile(r"""(["']version["']\s*:\s*["'])18\.0\.""")
JSON_ROUTE = re.compile(r"""\btype=(["'])json\1""")
GROUPS_ID = re.compile(r"\bgroups_id\b")
RECORD = re.compile(r"<record\b.*?</record>", re.DOTALL)
RECORD_MODEL = re.compile(r"""<record\b[^>]*?\bmodel=(["'])(?P<model>[\w.]+)\1""")
GROUP_BY = re.compile(r"""<group(?:\s+(?:expand|string|name)=("[^"]*"|'[^']*'))+\s*>""")
SEARCH = re.compile(r"<search\b.*?</search>", re.DOTALL)


def port_manifest(text: str) -> str:
    """Give a manifest the version 19 accepts."""
    return VERSION.sub(r"\g<1>19.0.", text)


def port_python(text: str) -> str:
    """Rewrite the source of one Python file."""
    text = _port_constraints(text)
    text = JSON_ROUTE.sub(r"type=\1jsonrpc\1", text)
    return GROUPS_ID.sub("group_ids", text)


def port_xml(text: str) -> str:
    """Rewrite one data or view file, leaving its layout as it is."""
    text = GROUPS_ID.sub("group_ids", text)
    text = SEARCH.sub(lambda search: GROUP_BY.sub("<group>", search[0]), text)
    return RECORD.sub(lambda record: _port_record(record[0]), text)


def _port_record(record: str) -> str:
    head = RECORD_MODEL.match(record)
    model = head["model"] if head else None
    if model == "ir.module.category":
        record = record.replace("ir.module.category", "res.groups.privilege", 1)
        return record.replace('name="parent_id"', 'name="category_id"')
    if model == "res.groups":
        record = record.replace('name="category_id"', 'name="privilege_id"')
        return record.replace('name="users"', 'name="user_ids"')
    if model == "ir.actions.act_window":
        return record.replace(">inline<", ">current<")
    return record


def _constraint_lists(tree: ast.Module) -> Iterator[ast.Assign]:
    """Yield the class-level assignments of ``_sql_constraints``."""
    for klass in ast.walk(tree):
        if not isinstance(klass, ast.ClassDef):
            continue
        for statement in klass.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == "_sql_constraints"
                for target in statement.targets
            ):
                yield statement


def _port_constraints(text: str) -> str:
    """Turn each literal list of (name, definition, message) into attributes.

    Raises ValueError for a list that is not literal: it would vanish silently.
    """
    if "_sql_constraints" not in text:
        return text
    lines = text.splitlines(keepends=True)
    statements = sorted(_constraint_lists(ast.parse(text)), key=lambda s: -s.lineno)
    for statement in statements:
        indent = " " * statement.col_offset
        lines[statement.lineno - 1 : statement.end_lineno] = [
            f"{indent}_{name} = models.Constraint(\n"
            f"{indent}    {definition!r},\n{indent}    {message!r},\n{indent})\n"
            for name, definition, message in ast.literal_eval(statement.value)
        ]
    return "".join(lines)


def _port_file(path: Path) -> bool:
    """Rewrite one staged file; say whether it changed."""
    if path.name == "__manifest__.py":
        port = port_manifest
    elif path.suffix == ".py":
        port = port_python
    elif path.suffix == ".xml" and "static" not in path.parts:
        port = port_xml
    else:
        return False
    before = path.read_text(encoding="utf-8")
    after = port(before)
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


def stage(source: Path, target: Path) -> list[Path]:
    """Replace ``target`` by a ported copy of ``source``; return what was rewritten.

    The copy is made beside the target and renamed at the end, so a broken run
    leaves the previous copy in place.
    """
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source, fresh, ignore=IGNORED)
    ported = [p.relative_to(fresh) for p in sorted(fresh.rglob("*")) if _port_file(p)]
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return ported


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("Usage: python port19.py SOURCE TARGET")
    for ported_path in stage(Path(sys.argv[1]), Path(sys.argv[2])):
        print("ported", ported_path)
