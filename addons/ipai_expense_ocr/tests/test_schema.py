# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

import jsonschema

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from .common import NOTHING, reading


@tagged("post_install", "-at_install")
class TestSchema(BaseCase):
    """The ReceiptReading these tests use is the one the sidecar promises."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = "ipai_expense_ocr/tests/schemas/receipt_reading.json"
        with file_open(path) as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def test_the_sample_is_valid(self):
        self.validator.validate(reading())
        self.validator.validate(reading(total=None, status="poor", advice="Again."))

    def test_the_schema_is_no_formality(self):
        for change in (
            {"status": "perfect"},
            {"fields": {"total": {**NOTHING, "confidence": 2}}},
            {"pages": None},
        ):
            self.assertFalse(self.validator.is_valid({**reading(), **change}), change)
