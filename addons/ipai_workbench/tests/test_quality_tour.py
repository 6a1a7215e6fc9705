# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .quality_common import forget_measurements, score_row, table_row


@tagged("post_install", "-at_install")
class TestQualityTour(HttpCase):
    @mute_logger("odoo.addons.ipai_base.models.ipai_sidecar")
    def test_a_reviewer_looks_at_a_table_and_mutes_it(self):
        forget_measurements(self.env)
        model = self.env["ipai.quality.table"]
        bad = score_row(
            "gold.vat_lines",
            "completeness",
            "80.00",
            "error",
            reason="Empty: month in 3 rows.",
        )
        tables = model._take_tables(
            [
                table_row("gold.vat_lines"),
                table_row("gold.finance_expenses"),
                table_row("bronze.odoo_account_move"),
            ]
        )
        model._take_scores(
            tables, [bad, score_row("gold.vat_lines", "score", "94.00", "warn")]
        )
        groups = "base.group_user,ipai_base.group_reviewer"
        new_test_user(self.env, "quality_tour", groups=groups, password="quality_tour")
        self.startPatcher(
            patch.dict(os.environ, {"IPAI_SIDECAR_URL": "http://127.0.0.1:9"})
        )
        self.start_tour(
            "/odoo/data-quality", "ipai_quality_scorecard", login="quality_tour"
        )
        rule = self.env["ipai.quality.rule"].search(
            [("table_id.relation", "=", "gold.vat_lines")]
        )
        self.assertEqual(rule.mute_reason, "Being moved")
