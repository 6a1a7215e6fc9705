"""The files a table stands in: what they say about it, and how it is put into them."""

import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from sidecar.errors import BadRequest
from sidecar.tables import silver
from sidecar.tables.fields import Table

LIST = "addons/ipai_sync/data/ipai_sync_table_data.xml"
SOURCES = "dbt_finance/models/bronze/_odoo__sources.yml"
VIEWS = "dbt_finance/models/bronze/_brz_odoo__models.yml"
BRONZE = "dbt_finance/models/bronze"
SILVER = "dbt_finance/models/silver"
MIGRATIONS = "deploy/supabase/migrations"
STEP = 10


def listed(tree: Path, model: str) -> list[str] | None:
    """The fields the list of ipai_sync has for a model; None when it is not in it."""
    found = _record(tree, model)
    return None if found is None else [name for name in re.split(r"[\s,]+", found) if name]


def silver_of(tree: Path, table: Table) -> str | None:
    """The silver model that reads the table's bronze view; None when none does."""
    wanted = f"ref('brz_odoo__{table.table}')"
    for path in sorted((tree / SILVER).rglob("*.sql")):
        if wanted in path.read_text():
            return path.stem
    return None


def add(tree: Path, table: Table) -> list[str]:
    """Write what is missing of a table; the files written, relative to the tree.

    Raises BadRequest when another table has the silver name.
    """
    written = []
    if listed(tree, table.model) is None:
        written += [_add_record(tree, table), _add_source(tree, table), _add_view_text(tree, table)]
        written.append(_add_migration(tree, table))
    view = f"{BRONZE}/brz_odoo__{table.table}.sql"
    if not (tree / view).exists():
        # As the views beside it are: a column more in bronze is one in all of them.
        like = (tree / BRONZE / "brz_odoo__res_company.sql").read_text()
        (tree / view).write_text(like.replace("odoo_res_company", f"odoo_{table.table}"))
        written.append(view)
    if silver_of(tree, table) is None:
        model, about = f"{SILVER}/{table.silver}.sql", f"{SILVER}/_{table.silver}.yml"
        if (tree / model).exists():
            raise BadRequest(
                f"{table.silver} is another table's: give the record another name with --noun."
            )
        (tree / model).write_text(silver.model(table))
        (tree / about).write_text(silver.about(table))
        written += [model, about]
    return written


def _record(tree: Path, model: str) -> str | None:
    text = (tree / LIST).read_text()
    for record in re.findall(r"<record\b.*?</record>", text, re.DOTALL):
        if f'<field name="model">{model}</field>' in record:
            found = re.search(r'name="field_names"\s*>(.*?)</field>', record, re.DOTALL)
            return found.group(1) if found else ""
    return None


def _add_record(tree: Path, table: Table) -> str:
    path = tree / LIST
    text = path.read_text()
    sequence = max(map(int, re.findall(r'name="sequence" eval="(\d+)"', text))) + STEP
    names = "\n".join(textwrap.wrap(", ".join(_names(table)), 78))
    record = (
        f'    <record id="table_{table.table}" model="ipai.sync.table" forcecreate="0">\n'
        f'        <field name="model">{escape(table.model)}</field>\n'
        f'        <field name="sequence" eval="{sequence}" />\n'
        f'        <field\n            name="field_names"\n        >{names}</field>\n'
        "    </record>\n"
    )
    path.write_text(text.replace("</odoo>", f"{record}</odoo>"))
    return LIST


def _add_source(tree: Path, table: Table) -> str:
    names = textwrap.wrap(f"[{', '.join(_names(table))}]", 92)
    fields = "\n".join(
        f"              {' ' if number else ''}{n}" for number, n in enumerate(names)
    )
    _append(
        tree / SOURCES,
        f"      - name: odoo_{table.table}\n"
        f"        description: One row per version of a {table.noun}.\n"
        "        config:\n"
        "          meta:\n"
        f"            model: {table.model}\n"
        "            fields:\n"
        f"{fields}\n",
    )
    return SOURCES


def _add_view_text(tree: Path, table: Table) -> str:
    _append(
        tree / VIEWS,
        f"  - name: brz_odoo__{table.table}\n"
        f"    description: One row per version of a {table.noun}; op D is a tombstone.\n",
    )
    return VIEWS


def _add_migration(tree: Path, table: Table) -> str:
    """The bronze table before the first run; the names of the migrations are their order."""
    latest = max(path.name[:14] for path in (tree / MIGRATIONS).glob("[0-9]*.sql"))
    number = max(f"{datetime.now(UTC):%Y%m%d%H%M%S}", str(int(latest) + 1))
    name = f"{MIGRATIONS}/{number}_{table.table}.sql"
    (tree / name).write_text(f"select bronze.create_odoo_table('{table.table}');\n")
    return name


def _append(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text().rstrip()}\n{text}")


def _names(table: Table) -> list[str]:
    return [field.name for field in table.fields]
