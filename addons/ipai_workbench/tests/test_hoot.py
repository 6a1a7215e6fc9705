# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.ipai_base.tests.hoot import HootTests


@tagged("post_install", "-at_install")
class TestHoot(HootTests, HttpCase):
    addon = "ipai_workbench"
