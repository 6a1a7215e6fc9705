"""Uninstall addons and list what they left in the database.

Variables: ``modules``. Leaves sentences in ``result``, none when all is clean.
"""

installed = env["ir.module.module"].search(  # noqa: F821
    [("name", "in", modules), ("state", "=", "installed")]  # noqa: F821
)
installed.button_immediate_uninstall()

LEFT_OVERS = {
    "table {}": """
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not in ('pg_catalog', 'information_schema')
          and c.relkind in ('r', 'v', 'm', 'S') and c.relname like 'ipai%%'""",
    "column {}": """
        select table_name || '.' || column_name from information_schema.columns
        where column_name like 'ipai%%'""",
    "trigger {}": "select tgname from pg_trigger where not tgisinternal and tgname like 'ipai%%'",
    "function {}": "select proname from pg_proc where proname like 'ipai%%'",
    "model {}": "select model from ir_model where model like 'ipai.%%'",
    "field {}": "select model || '.' || name from ir_model_fields where name like 'ipai%%'",
    "external id {}": """
        select module || '.' || name from ir_model_data where module = any(%(modules)s)""",
    "module {} in a wrong state": """
        select name || ' (' || state || ')' from ir_module_module
        where name = any(%(modules)s) and state <> 'uninstalled'""",
}
cr = env.cr  # noqa: F821
result = []
for sentence, query in LEFT_OVERS.items():
    cr.execute(query, {"modules": modules})  # noqa: F821
    result += [f"left behind: {sentence.format(name)}" for (name,) in cr.fetchall()]
