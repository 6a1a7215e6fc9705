"""The silver model of a table and what is tested of it, as text."""

from sidecar.tables.fields import Field, Table

COMPANY = "res.company"


def model(table: Table) -> str:
    """One typed row per living record."""
    columns = "\n".join(f"        {_column(field)}," for field in table.fields)
    types = ",\n".join(f"        '{field.name}': '{field.sql_type}'" for field in table.fields)
    # The text of a file of the project; nothing here reaches a database.
    return f"""{{{{ config(
    unique_key=['source', '{table.key}'],
    indexes=[
        {{'columns': ['source', '{table.key}'], 'unique': true}}
    ]
) }}}}

with images as (
    {{{{ latest_images(ref('brz_odoo__{table.table}')) }}}}
),

typed as (
    select
        images.source,
        images.id::integer as {table.key},
{columns}
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{{{ json_record('images.payload', {{
{types}
    }}) }}}}
)

select * from typed
"""  # noqa: S608


def about(table: Table) -> str:
    """Its description, and the tests of its key and of its company."""
    lines = [
        "version: 2",
        "",
        "models:",
        f"  - name: {table.silver}",
        f"    description: One row per living {table.noun} of an Odoo database.",
        "    data_tests:",
        "      - unique_combination:",
        f"          arguments: {{columns: [source, {table.key}]}}",
        "    columns:",
        "      - name: source",
        "        description: Odoo database (its database.uuid).",
        "        data_tests: [not_null]",
        f"      - name: {table.key}",
        f"        description: Odoo id of the {table.noun}.",
        "        data_tests: [not_null]",
    ]
    for field in table.fields:
        lines += [
            f"      - name: {field.column}",
            f'        description: "{_said(field)}"',
        ]
        if field.relation == COMPANY and field.type == "many2one":
            lines += [
                "        data_tests:",
                "          - relationship_in_source:",
                "              arguments: {to: ref('slv_companies'), field: company_id}",
            ]
    return "\n".join(lines) + "\n"


def _column(field: Field) -> str:
    if field.type == "many2many":
        return f"{{{{ ids('record.{field.name}') }}}} as {field.column}"
    renamed = "" if field.column == field.name else f" as {field.column}"
    return f"record.{field.name}{renamed}"


def _said(field: Field) -> str:
    text = (field.label or field.name.replace("_", " ").capitalize()).replace('"', "'")
    return f"{text} (Odoo id of {field.relation})." if field.relation else f"{text}."
