"""The demo company and its people, parties and items, written through Odoo's own models."""

from odoo import Command

from .chart import Chart
from .records import USD_RATES, Employee, Item, Party, Plan, Window

COMPANY = {
    "name": "Smart Delta Shared Services, Inc.",
    "vat": "009-281-746-00000",
    "company_registry": "CS202109281",
    "street": "19F One Delta Center, 30th Street, Bonifacio Global City",
    "city": "Taguig City",
    "zip": "1634",
    "phone": "+63 2 8555 0146",
    "email": "finance@smartdelta.example",
    "website": "https://smartdelta.example",
}
RDO = "044"
GROUPS = {
    "finance_manager": (
        "account.group_account_manager",
        "hr_expense.group_hr_expense_manager",
        "ipai_base.group_reviewer",
    ),
    "accountant": (
        "account.group_account_user",
        "account.group_account_invoice",
        "hr_expense.group_hr_expense_user",
        "ipai_base.group_analyst",
    ),
    "payroll": ("ipai_base.group_analyst", "ipai_bir_payroll.group_payroll"),
    "employee": ("base.group_user",),
}


HOMES = {
    "finance_manager": "bir-returns",
    "accountant": "customer-invoices",
    "payroll": "expenses",
    "employee": "expenses",
}
"""The screen each role begins with, by the path of its action."""


class Foundation:
    """The records everything is booked against, by the keys of the plan."""

    def __init__(self, env, plan: Plan, passwords: dict[str, str]):
        company = prepare_company(env)
        self.env = env(context={**env.context, "allowed_company_ids": company.ids})
        self.company = company.with_env(self.env)
        self.chart = Chart(self.company)
        self.add_rates(plan.window)
        self.parties = {party.key: self.create_party(party) for party in plan.parties}
        self.currencies = {p.key: self.env.ref(f"base.{p.currency}") for p in plan.parties}
        self.items = {item.code: self.create_item(item) for item in plan.items}
        self.employees = self.create_employees(plan.employees, passwords)

    def create_party(self, party: Party):
        """A contact as the BIR lists want it: TIN, address, and the three names of a person."""
        return self.env["res.partner"].create(
            {
                "name": party.name,
                "company_type": party.kind,
                "vat": party.tin or False,
                "street": party.street,
                "city": party.city,
                "zip": party.zip,
                "country_id": self.env.ref(f"base.{party.country.lower()}").id,
                "first_name": party.first_name or False,
                "middle_name": party.middle_name or False,
                "last_name": party.last_name or False,
                "property_payment_term_id": self.term(party.terms).id,
                "property_supplier_payment_term_id": self.term(party.terms).id,
                "ref": party.key,
            }
        )

    def term(self, days: str):
        """Odoo's own payment term of so many days."""
        name = "immediate" if days == "0" else f"{days}days"
        return self.env.ref(f"account.account_payment_term_{name}")

    def create_item(self, item: Item):
        """A product with the account and the taxes it usually has."""
        account = self.chart.account(item.account)
        sold = bool(item.sale_tax)
        tax = self.chart.tax(item.sale_tax or item.purchase_tax)
        return self.env["product.product"].create(
            {
                "name": item.name,
                "default_code": item.code,
                "type": item.type,
                "sale_ok": sold,
                "purchase_ok": not sold,
                "can_be_expensed": item.code.startswith("X-"),
                "list_price": 0,
                "standard_price": 0,
                "property_account_income_id": account.id if sold else False,
                "property_account_expense_id": False if sold else account.id,
                "taxes_id": [Command.set(tax.ids if sold else [])],
                "supplier_taxes_id": [Command.set([] if sold else tax.ids)],
            }
        )

    def create_employees(
        self, employees: tuple[Employee, ...], passwords: dict[str, str]
    ) -> dict[str, object]:
        """Employees and their users; without a password nobody can log in as that user."""
        created = {}
        for employee in employees:
            user = self.env["res.users"]
            if employee.login:
                user = self.create_user(employee, passwords.get(employee.login))
            manager = created.get(employee.manager)
            created[employee.key] = self.env["hr.employee"].create(
                {
                    "name": employee.name,
                    "job_title": employee.job,
                    "work_email": user.email,
                    "user_id": user.id,
                    "company_id": self.company.id,
                    "parent_id": manager.id if manager else False,
                    "expense_manager_id": manager.user_id.id if manager else False,
                }
            )
        return created

    def create_user(self, employee: Employee, password: str | None):
        """A user of the demo company with the groups of the role that are installed."""
        users = self.env["res.users"].with_context(no_reset_password=True)
        found = (self.env.ref(name, raise_if_not_found=False) for name in GROUPS[employee.role])
        groups = [self.env.ref("base.group_user").id, *(group.id for group in found if group)]
        values = {
            "name": employee.name,
            "login": employee.login,
            "email": f"{employee.login}@smartdelta.example",
            "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
            "tz": "Asia/Manila",
            "action_id": self.home(employee.role),
            "groups_id" if "groups_id" in users._fields else "group_ids": [Command.set(groups)],
        }
        return users.create({**values, "password": password} if password else values)

    def home(self, role: str) -> int | bool:
        """The action a role begins with; False where it is not installed."""
        actions = self.env["ir.actions.act_window"]
        return actions.search([("path", "=", HOMES[role])], limit=1).id

    def add_rates(self, window: Window) -> None:
        """The dollar's rate of each month, for the peso value of dollar invoices."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        rates = self.env["res.currency.rate"]
        for month in window.months:
            key = {"currency_id": dollar.id, "name": f"{window.year}-{month:02}-01"}
            key["company_id"] = self.company.id
            known = rates.search([(name, "=", value) for name, value in key.items()], limit=1)
            (known or rates.create(key)).inverse_company_rate = float(USD_RATES[month - 1])


def prepare_company(env):
    """Odoo's first company as the Philippine demo company; refuses one with other books."""
    company = env.ref("base.main_company")
    if company.chart_template != "ph":
        if env["account.move"].search_count([("company_id", "=", company.id)]):
            raise LookupError(f"{company.name} has other books already: use an empty database.")
        company.country_id = env.ref("base.ph")
        env["account.chart.template"].try_loading("ph", company=company, install_demo=False)
    values = {**COMPANY, "country_id": env.ref("base.ph").id}
    if "ipai_rdo_code" in company._fields:
        values |= {"ipai_rdo_code": RDO, "ipai_taxpayer_class": "medium"}
    company.write(values)
    env.ref("base.user_admin").write({"tz": "Asia/Manila"})
    return company
