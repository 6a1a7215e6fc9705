# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import copy
import os
from unittest.mock import patch

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.ipai_base.tests.common import SECRET, LinkCase

from .drawing import SHOPS, draw_receipt, receipt_lines

# A ReceiptReading as the sidecar sends it; test_schema holds it against its schema.
READING = {
    "engine": "rapidocr",
    "locale": "ph",
    "status": "read",
    "advice": None,
    "seconds": 0.61,
    "pages": [{"number": 1, "width": 760, "height": 704, "rotation": 0}],
    "fields": {
        name: {
            "value": value,
            "raw": value,
            "confidence": 0.97,
            "page": 1,
            "box": [40.0, 40.0, 300.0, 80.0],
            "alternatives": [],
        }
        for name, value in {
            "vendor": "BAYANI HARDWARE CORPORATION",
            "address": "14 Mabini Street, Quezon City",
            "tin": "123-456-789-00000",
            "date": "2026-03-14",
            "total": "1120.00",
            "tax": "120.00",
            "currency": "PHP",
            "receipt_number": "OR-004512",
            "vatable_sales": "1000.00",
            "vat_exempt": "0.00",
            "zero_rated": "0.00",
            "time": "12:41",
            "vat_registration": "VAT",
            "payment_method": "cash",
            "category": "hardware",
        }.items()
    },
    "lines": [
        {
            "text": "BAYANI HARDWARE CORPORATION",
            "score": 0.98,
            "page": 1,
            "box": [40.0, 40.0, 300.0, 80.0],
        }
    ],
    "line_items": [
        {
            "description": "PORTLAND CEMENT 40KG",
            "quantity": "4",
            "unit_price": "280.00",
            "amount": "1120.00",
            "confidence": 0.95,
            "page": 1,
            "box": [40.0, 300.0, 700.0, 330.0],
        }
    ],
    "checks": [
        {
            "code": "vat_block_adds_up",
            "passed": True,
            "text": "VATable sales 1000.00 and VAT 120.00 make the total 1120.00.",
        }
    ],
    "picture_hash": "c3d2e1f0a5b49786",
    "file_hash": "ab" * 32,
    "is_receipt": True,
    "region": None,
    "more": [],
}
NOTHING = {
    "value": None,
    "raw": None,
    "confidence": 0.0,
    "page": None,
    "box": None,
    "alternatives": [],
}
for _name in ("service_charge", "discount"):
    READING["fields"][_name] = dict(NOTHING)


def reading(confidence=None, status="read", advice=None, **values):
    """READING with other values (None: not read) and confidences by name."""
    data = copy.deepcopy(READING)
    data.update(status=status, advice=advice)
    for name, value in values.items():
        field = data["fields"][name]
        field.update(NOTHING if value is None else {"value": value, "raw": value})
    for name, share in (confidence or {}).items():
        data["fields"][name]["confidence"] = share
    return data


class ReceiptSetup(TransactionCase):
    """A Philippine company with an employee, an expense category and purchase VAT."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.ph")
        cls.peso = cls.env.ref("base.PHP")
        cls.peso.active = True
        cls.company = cls._create_company("Bayan Trading")
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.company.id],
                "tracking_disable": True,
            }
        )
        cls.user = cls._create_employee("maria.santos", cls.company).user_id
        cls.employee = cls.user.employee_id
        cls.product = cls.env.ref("hr_expense.expense_product_meal").copy(
            {"name": "Expenses", "default_code": "EXP_GEN", "standard_price": 0}
        )
        cls.env["product.product"].search(
            [("can_be_expensed", "=", True), ("id", "!=", cls.product.id)]
        ).can_be_expensed = False
        cls.product.supplier_taxes_id = False
        cls.vat = cls._create_tax("VAT 12% goods", 12)
        cls.expenses = cls.env["hr.expense"].with_user(cls.user)

    @classmethod
    def _create_company(cls, name):
        company = cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.country.id,
                "currency_id": cls.peso.id,
                "account_fiscal_country_id": cls.country.id,
            }
        )
        cls.env.user.company_ids += company
        return company

    @classmethod
    def _create_employee(cls, login, company, *groups):
        user = new_test_user(
            cls.env,
            login=login,
            groups=",".join(("base.group_user", *groups)),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        return cls.env["hr.employee"].create(
            {
                "name": login.replace(".", " ").title(),
                "user_id": user.id,
                "company_id": company.id,
                "work_email": f"{login}@bayan.example",
            }
        )

    @classmethod
    def _create_tax(cls, name, amount, use="purchase", company=None):
        company = company or cls.company
        group = cls.env["account.tax.group"].create(
            {
                "name": f"{name} {use}",
                "company_id": company.id,
                "country_id": cls.country.id,
            }
        )
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "amount_type": "percent",
                "type_tax_use": use,
                "company_id": company.id,
                "country_id": cls.country.id,
                "tax_group_id": group.id,
            }
        )

    def _attach(self, name="IMG_0001.jpg", content=None, user=None):
        """A file as the browser leaves it, before there is an expense."""
        content = draw_receipt(receipt_lines(*SHOPS[0])) if content is None else content
        return (
            self.env["ir.attachment"]
            .with_user(user or self.user)
            .create({"name": name, "raw": content, "res_model": "hr.expense"})
        )

    def _scan(self, name="IMG_0001.jpg", content=None, user=None):
        """The expense made of one file."""
        attachment = self._attach(name, content, user)
        expenses = self.env["hr.expense"].with_user(user or self.user)
        ids = expenses.ipai_create_from_attachments(attachment.ids)
        return expenses.browse(ids)

    def _submit(self, expense):
        """Submit an expense in the way of the version."""
        if "sheet_id" in expense._fields:
            expense.action_submit_expenses()
            expense.sheet_id.action_submit_sheet()
        else:
            expense.sudo().manager_id = self.env.ref("base.user_admin")
            expense.action_submit()

    def connect(self, url, secret=SECRET):
        """Point Odoo at a sidecar for the rest of the test."""
        settings = {"IPAI_SIDECAR_URL": url, "IPAI_SIDECAR_SECRET": secret}
        self.startPatcher(patch.dict(os.environ, settings))

    def _connect_sidecar(self, secret=None):
        """Point Odoo at the sidecar that runs beside these tests."""
        url = os.environ.get("IPAI_SIDECAR_URL")
        known = os.environ.get("IPAI_SIDECAR_SECRET")
        if not url or not known:
            self.fail(
                "These tests read receipts with a running sidecar. Start one and set "
                "IPAI_SIDECAR_URL and IPAI_SIDECAR_SECRET; `make test` does both."
            )
        self.connect(url, secret or known)


class ReceiptCase(ReceiptSetup, LinkCase):
    """Tests that see the log of the calls."""
