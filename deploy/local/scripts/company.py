"""Make the main company Philippine before the books are installed, then install them.

Variables: ``modules`` (technical names). The chart of accounts follows from the
company's country, so the country has to be there first.
"""

company = env.ref("base.main_company")  # noqa: F821
company.partner_id.country_id = env.ref("base.ph")  # noqa: F821
peso = env.ref("base.PHP")  # noqa: F821
peso.active = True
company.currency_id = peso
env["ir.module.module"].update_list()  # noqa: F821
wanted = env["ir.module.module"].search([("name", "in", modules)])  # noqa: F821
missing = sorted(set(modules) - set(wanted.mapped("name")))  # noqa: F821
if missing:
    raise SystemExit(f"This Odoo has no module {', '.join(missing)}.")
env.cr.commit()  # noqa: F821
wanted.button_immediate_install()
# The registry is a new one now: the old record does not know the new fields.
company = env["res.company"].browse(company.id)  # noqa: F821
if company.chart_template != "ph":
    charts = env["account.chart.template"]  # noqa: F821
    charts.try_loading("ph", company=company, install_demo=False)
result = {"chart": company.chart_template, "currency": company.currency_id.name}
