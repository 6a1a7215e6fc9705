# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The screen in Chromium, on the real lineage the sidecar reads from dbt_finance."""

import os
import time

from odoo.tests import HttpCase, tagged

from odoo.addons.ipai_base.tests.common import RealNetwork

PATIENCE = 180


@tagged("post_install", "-at_install")
class TestLineageTour(RealNetwork, HttpCase):
    def setUp(self):
        super().setUp()
        self.assertTrue(os.environ["IPAI_SIDECAR_URL"])
        admin = self.env.ref("base.user_admin")
        self.lineage = self.env["ipai.lineage"].with_user(admin)

    def _read(self):
        """Have the worker read the lineage; what it says of itself."""
        job = self.lineage.refresh()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            state = self.lineage.refresh_state(job)
            if state["state"] not in ("todo", "doing"):
                self.assertEqual(state, {"state": "succeeded", "error": None})
                return self.lineage.summary()
            time.sleep(1)
        self.fail(f"The worker did not read the lineage within {PATIENCE} seconds.")

    def test_from_a_figure_to_its_field_and_back(self):
        reading = self._read()
        self.assertEqual((reading["without_source"], reading["problems"]), ([], []))
        self.start_tour("/odoo/lineage", "ipai_workbench_lineage", login="admin")
