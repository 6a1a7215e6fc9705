# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.tests import TransactionCase

ACCOUNTS = {
    "receivable": ("121000", "asset_receivable"),
    "payable": ("211000", "liability_payable"),
    "income": ("400000", "income"),
    "other_income": ("430000", "income_other"),
    "cost": ("500000", "expense_direct_cost"),
    "expense": ("600000", "expense"),
    "depreciation": ("620000", "expense_depreciation"),
    "output": ("251000", "liability_current"),
    "input": ("131000", "asset_current"),
    "transition": ("252000", "liability_current"),
    "bank": ("101000", "asset_cash"),
}


class BooksCase(TransactionCase):
    """A Philippine company with accounts, journals and taxes of its own making, so
    the tests say the same on every version of l10n_ph."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.make_company("Sampaguita Trading Inc", "123-456-789-00000")
        cls.env = cls.company.env
        cls.books = cls.make_books(cls.company)
        cls.taxes = {}

    @classmethod
    def make_company(cls, name, vat=False, parent=None):
        company = cls.env["res.company"].create(
            {
                "name": name,
                "vat": vat,
                "country_id": cls.env.ref("base.ph").id,
                "currency_id": cls.env.ref("base.PHP").id,
                "parent_id": parent.id if parent else False,
                "street": "6750 Ayala Avenue",
                "city": "Makati",
                "zip": "1226",
                "phone": "+63 2 8123 4567",
                "ipai_rdo_code": "050",
                "ipai_taxpayer_class": "medium",
            }
        )
        company.currency_id.active = True
        cls.env.user.company_ids |= company
        allowed = [company.id, *cls.env.companies.ids]
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": allowed})
        return company.with_env(cls.env)

    @classmethod
    def make_books(cls, company):
        """{name: record} of the accounts, journals and the partner of a company."""
        env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [company.id, *cls.env.companies.ids],
            }
        )
        books = {
            name: env["account.account"].create(
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "reconcile": kind.endswith(("able", "liability_current")),
                    "company_ids": [Command.set(company.ids)],
                }
            )
            for name, (code, kind) in ACCOUNTS.items()
        }
        for name, kind, account in (
            ("sale", "sale", "income"),
            ("purchase", "purchase", "expense"),
            ("general", "general", None),
            ("cash_basis", "general", None),
            ("bank_journal", "bank", "bank"),
        ):
            books[name] = env["account.journal"].create(
                {
                    "name": name,
                    "code": name[:5].upper(),
                    "type": kind,
                    "company_id": company.id,
                    "default_account_id": books[account].id if account else False,
                }
            )
        company.write(
            {
                "tax_exigibility": True,
                "tax_cash_basis_journal_id": books["cash_basis"].id,
            }
        )
        books["partner"] = cls.make_partner("Acacia Supply Corp", books)
        return books

    @classmethod
    def make_partner(cls, name, books=None):
        books = books or cls.books
        company = books["income"].company_ids[:1]
        return (
            cls.env["res.partner"]
            .with_company(company)
            .create(
                {
                    "name": name,
                    "property_account_receivable_id": books["receivable"].id,
                    "property_account_payable_id": books["payable"].id,
                }
            )
        )

    @classmethod
    def make_tax(cls, name, use, amount, tax_class=False, factors=(100,), **values):
        """A percent tax; `factors` are the parts of its line, -100 self-assessed, and
        `accounts` where they go: names of `books`, False for the line's own."""
        company = values.pop("company", cls.company)
        books = values.pop("books", cls.books)
        group = cls.env["account.tax.group"].search(
            [("company_id", "=", company.id)], limit=1
        ) or cls.env["account.tax.group"].create(
            {
                "name": "Taxes",
                "company_id": company.id,
                "country_id": company.country_id.id,
            }
        )
        account = "output" if use == "sale" else "input"
        accounts = values.pop("accounts", [account] * len(factors))
        parts = [
            Command.create({"repartition_type": "base", "document_type": kind})
            for kind in ("invoice", "refund")
        ] + [
            Command.create(
                {
                    "repartition_type": "tax",
                    "document_type": kind,
                    "factor_percent": factor,
                    "account_id": books[name].id if name else False,
                }
            )
            for kind in ("invoice", "refund")
            for factor, name in zip(factors, accounts, strict=True)
        ]
        if values.get("tax_exigibility") == "on_payment":
            values["cash_basis_transition_account_id"] = books["transition"].id
        return cls.env["account.tax"].create(
            {
                "name": name,
                "type_tax_use": use,
                "amount": amount,
                "amount_type": "percent",
                "company_id": company.id,
                "country_id": company.country_id.id,
                "tax_group_id": group.id,
                "price_include_override": "tax_excluded",
                "ipai_tax_class": tax_class,
                "repartition_line_ids": parts,
                **values,
            }
        )

    @classmethod
    def post(cls, kind, date, lines, post=True, partner=None, books=None):
        """Post an invoice, bill or credit note of [(amount, [tax, ...])]."""
        books = books or cls.books
        sale = kind.startswith("out")
        journal = books["sale" if sale else "purchase"]
        move = (
            cls.env["account.move"]
            .with_company(journal.company_id)
            .create(
                {
                    "move_type": kind,
                    "partner_id": (partner or books["partner"]).id,
                    "invoice_date": date,
                    "date": date,
                    "journal_id": journal.id,
                    "currency_id": journal.company_id.currency_id.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Goods or services",
                                "quantity": 1,
                                "price_unit": amount,
                                "account_id": journal.default_account_id.id,
                                "tax_ids": [Command.set([tax.id for tax in taxes])],
                            }
                        )
                        for amount, taxes in lines
                    ],
                }
            )
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def pay(cls, move, date, amount=None):
        """Pay an invoice by an entry of the bank journal and reconcile it."""
        books = cls.books
        line = move.line_ids.filtered(
            lambda x: (
                x.account_id.account_type in ("asset_receivable", "liability_payable")
            )
        )
        due = amount if amount is not None else abs(line.balance)
        sign = 1 if line.balance > 0 else -1
        values = {"partner_id": move.partner_id.id, "currency_id": line.currency_id.id}
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date,
                "journal_id": books["bank_journal"].id,
                "line_ids": [
                    Command.create(
                        {
                            **values,
                            "account_id": account.id,
                            "balance": balance,
                            "amount_currency": balance,
                        }
                    )
                    for account, balance in (
                        (books["bank"], sign * due),
                        (line.account_id, -sign * due),
                    )
                ],
            }
        )
        entry.action_post()
        (
            line + entry.line_ids.filtered(lambda x: x.account_id == line.account_id)
        ).reconcile()
        return entry

    @classmethod
    def make_return(cls, year=2026, quarter="3", company=None, **values):
        return cls.env["ipai.bir.return"].create(
            {
                "form_code": "2550Q",
                "company_id": (company or cls.company).id,
                "year": year,
                "quarter": quarter,
                **values,
            }
        )

    def lines_behind(self, action):
        """The journal items an action opens."""
        self.assertEqual(action["res_model"], "account.move.line")
        return self.env["account.move.line"].search(action["domain"])

    @staticmethod
    def day(text):
        return fields.Date.to_date(text)
