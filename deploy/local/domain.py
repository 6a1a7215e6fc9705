"""``make domain``: write the files of a new domain, from a CSV file's header to a mart with tests.

It looks at the first lines of the file to tell the fields' types, and never overwrites a file. What
it cannot know (rules, owner, descriptions) is for a person to say in the files it names at the end.
"""
# ruff: noqa: S608 - what is written are files of the repository, out of names that were checked

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

from .console import Failure, say
from .paths import ROOT

MODELS = ROOT / "dbt_finance/models"
SOURCES = MODELS / "bronze/intake/_intake__sources.yml"
VIEWS = MODELS / "bronze/intake/_brz_intake__models.yml"
EXPOSURES = MODELS / "_exposures.yml"
SAMPLE = 200
SQL = {"decimal": "numeric", "month": "date"}
CONTRACT = {"decimal": "numeric(16,2)", "month": "date"}
SHAPES = (
    ("month", r"\d{4}-(0[1-9]|1[0-2])"),
    ("date", r"\d{4}-\d\d-\d\d.*"),
    ("integer", r"[+-]?\d{1,9}"),
    ("decimal", r"[+-]?[\d,]*\.?\d+"),
    ("boolean", r"(?i:true|false|yes|no)"),
)


def scaffold(name: str, file: str, key: str, mart: str) -> None:
    """Write everything for a domain whose records `key` (comma separated columns) names."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", name):
        raise Failure("Name the domain in small letters, as in name=budgets.")
    types = field_types(Path(file))
    keys = [part.strip() for part in key.split(",") if part.strip()]
    wrong = [part for part in keys if part not in types]
    if wrong or not keys:
        raise Failure(f"key names {', '.join(wrong) or 'nothing'}; columns: {', '.join(types)}.")
    files = files_of(name, types, keys, mart)
    there = [str(path.relative_to(ROOT)) for path in files if path.exists()]
    if there:
        raise Failure(f"{there[0]} is there already; choose another name.")
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        say(f"  wrote {path.relative_to(ROOT)}")
    for path, text in additions(name, types, mart).items():
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        say(f"  added to {path.relative_to(ROOT)}")
    say(
        "Now say its rules in slv_..._checked.sql and its owner and descriptions in the .yml files."
    )


def field_types(file: Path) -> dict[str, str]:
    """{column: type} as the first lines of the file show them."""
    if not file.is_file():
        raise Failure(f"There is no file {file}; give one with a header, as in file=budgets.csv.")
    with file.open(newline="", encoding="utf-8-sig") as opened:
        rows = [row for _, row in zip(range(SAMPLE), csv.DictReader(opened), strict=False)]
    if not rows:
        raise Failure(f"{file} has no line after its header.")
    return {
        re.sub(r"\W+", "_", column.strip().lower()): kind_of([row[column] for row in rows])
        for column in rows[0]
        if column
    }


def kind_of(values: list[str | None]) -> str:
    given = [value.strip() for value in values if value and value.strip()]
    return next(
        (kind for kind, shape in SHAPES if given and all(re.fullmatch(shape, v) for v in given)),
        "text",
    )


def files_of(name: str, types: dict[str, str], keys: list[str], mart: str) -> dict[Path, str]:
    """Every new file and its text."""
    folder = ROOT / "deploy/supabase/migrations"
    # After all others, also those dated ahead: files are applied in the order of their names.
    last = max(int(path.name.partition("_")[0]) for path in folder.glob("*.sql"))
    stamp = max(int(datetime.now(UTC).strftime("%Y%m%d%H%M%S")), last + 1)
    silver = MODELS / "silver/intake"
    files = {
        ROOT / f"sidecar/intake/domains/{name}.toml": domain_text(name, types, keys),
        folder / f"{stamp}_intake_{name}.sql": (f"select bronze.create_intake_table('{name}');\n"),
        MODELS / f"bronze/intake/brz_intake__{name}.sql": (
            "select source, id, seq, op, payload, loaded_at, company_id, origin, batch_id\n"
            f"from {{{{ source('intake', 'bronze_{name}') }}}}\n"
        ),
        silver / f"slv_{name}_checked.sql": checked_text(name, types, keys),
        silver / f"slv_{name}.sql": view_text(name, types, "is null"),
        silver / f"slv_{name}_rejected.sql": view_text(name, types, "is not null"),
        silver / f"_slv_{name}__models.yml": silver_tests(name, keys),
    }
    if mart:
        files[MODELS / f"gold/trade/{mart}.sql"] = mart_text(name, types)
        files[MODELS / f"gold/trade/_{mart}__models.yml"] = mart_tests(name, types, keys, mart)
    return files


def domain_text(name: str, types: dict[str, str], keys: list[str]) -> str:
    fields = "\n".join(f'{column} = {{type = "{kind}"}}' for column, kind in types.items())
    quoted = ", ".join(f'"{part}"' for part in keys)
    return (
        f'title = "{name.replace("_", " ").capitalize()}"\nkey = [{quoted}]\n\n[fields]\n{fields}\n'
    )


def columns_of(types: dict[str, str]) -> list[str]:
    return ["source", "record_id", "company_id", "origin", "batch_id", *types]


def checked_text(name: str, types: dict[str, str], keys: list[str]) -> str:
    month = next((column for column, kind in types.items() if kind in ("month", "date")), None)
    log = "'company_id': 'company_id'"
    log += f", 'month': \"date_trunc('month', {month})::date\"" if month else ""
    fields = ",\n".join(f"        record.{column}" for column in types)
    record = ",\n".join(
        f"        '{column}': '{SQL.get(kind, kind)}'" for column, kind in types.items()
    )
    rules = ",\n".join(
        f"        {{'rule': '{column}_missing', 'holds': '{column} is not null'}}"
        for column, kind in types.items()
        if column in keys or kind == "decimal"
    )
    return f"""{{{{ config(
    unique_key=['source', 'record_id'],
    indexes=[{{'columns': ['source', 'record_id'], 'unique': true}}],
    meta={{'change_columns': {{{log}}}}}
) }}}}

with images as (
    {{{{ latest_images(ref('brz_intake__{name}'), ['company_id', 'origin', 'batch_id']) }}}}
),

typed as (
    select
        images.source,
        images.id as record_id,
        images.company_id,
        images.origin,
        images.batch_id,
{fields},
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{{{ json_record('images.payload', {{
{record}
    }}) }}}}
)

select
    *,
    {{{{ broken_rules([
{rules}
    ]) }}}} as broken_rules
from typed
"""


def view_text(name: str, types: dict[str, str], condition: str) -> str:
    names = columns_of(types) + (["broken_rules"] if condition == "is not null" else [])
    listed = ",\n".join(f"    {column}" for column in [*names, "_loaded_at"])
    return (
        "{{ config(materialized='view') }}\n\n"
        f"select\n{listed}\nfrom {{{{ ref('slv_{name}_checked') }}}}\n"
        f"where broken_rules {condition}\n"
    )


def silver_tests(name: str, keys: list[str]) -> str:
    unique = ", ".join(["source", "origin", *keys])

    def model(suffix: str, said: str, tests: str) -> str:
        return f"""  - name: slv_{name}{suffix}
    description: One row per record of {name.replace("_", " ")}, {said}.
    data_tests:
      - unique_combination:
          arguments: {{columns: [{tests}]}}
    columns:
      - name: source
        description: Odoo database whose company it is (its database.uuid).
        data_tests: [not_null]
      - name: record_id
        description: Number of the record in bronze; stays the same for all its versions.
        data_tests: [not_null]
"""

    return "version: 2\n\nmodels:\n" + "".join(
        [
            model("_checked", "in its newest version, valid or not", "source, record_id"),
            model("", "valid by the rules of slv_" + name + "_checked", unique),
            model("_rejected", "that breaks a rule, until it is corrected", "source, record_id"),
        ]
    )


def mart_text(name: str, types: dict[str, str]) -> str:
    casts = {"decimal": "::numeric(16, 2)"}
    fields = ",\n".join(
        f"    records.{column}{casts.get(kind, '')} as {column}"
        if kind in casts
        else f"    records.{column}"
        for column, kind in types.items()
    )
    return f"""{{{{ config(
    unique_key=['source', 'record_id'],
    indexes=[
        {{'columns': ['source', 'record_id'], 'unique': true}},
        {{'columns': ['source', 'company_id']}}
    ],
    meta={{
        'touch_key': ['source', 'record_id'],
        'touched_by': [
            {{'model': 'slv_{name}_checked', 'take': 'id', 'as': 'record_id'}},
            {{'model': 'slv_companies', 'all': true}}
        ]
    }}
) }}}}

with records as (
    select * from {{{{ ref('slv_{name}') }}}}
    where {{{{ only_touched('slv_{name}', ['source', 'record_id']) }}}}
),

companies as (select * from {{{{ ref('slv_companies') }}}})

select
    records.source,
    records.record_id,
    records.company_id,
    companies.name as company_name,
    records.origin,
{fields}
from records
left join companies
    on records.source = companies.source and records.company_id = companies.company_id
"""


def mart_tests(name: str, types: dict[str, str], keys: list[str], mart: str) -> str:
    fixed = [
        ("source", "uuid", "Odoo database whose company it is (its database.uuid).", True),
        ("record_id", "bigint", "Number of the record in bronze.", True),
        ("company_id", "integer", "Odoo id of the company; row security goes by it.", True),
        ("company_name", "text", "Name of the company; null when no Odoo is synchronised.", False),
        ("origin", "text", "Code of the source that sent it.", True),
    ]
    own = [
        (
            column,
            CONTRACT.get(kind, kind),
            f"{column.replace('_', ' ').capitalize()}, as it was sent.",
            column in keys,
        )
        for column, kind in types.items()
    ]
    columns = "".join(
        f'      - name: {column}\n        data_type: {kind}\n        description: "{said}"\n'
        + ("        constraints: [{type: not_null}]\n" if is_required else "")
        for column, kind, said, is_required in [*fixed, *own]
    )
    grain = f"One row per valid record of {name.replace('_', ' ')}"
    return f"""version: 2

models:
  - name: {mart}
    description: {grain}.
    config:
      meta:
        owner: Finance controller
        grain: {grain}
        slo: {{freshness_hours: 24, completeness_percent: 100}}
    data_tests:
      - unique_combination:
          arguments: {{columns: [source, record_id]}}
      - unique_combination:
          arguments: {{columns: [{", ".join(["source", "origin", *keys])}]}}
    columns:
{columns}"""


def additions(name: str, types: dict[str, str], mart: str) -> dict[Path, str]:
    """What is added to the lists that know all domains; a mart, to the last exposure."""
    fields = ",\n              ".join(types)
    return {
        SOURCES: f"""      - name: bronze_{name}
        description: One row per version of a record of {name.replace("_", " ")}.
        config:
          meta:
            domain: {name}
            origin: CSV files and /intake/{name}/json
            fields: [{fields}]
""",
        VIEWS: f"  - name: brz_intake__{name}\n"
        f"    description: One row per version of a record of {name.replace('_', ' ')}.\n",
        **({EXPOSURES: f"      - ref('{mart}')\n"} if mart else {}),
    }
