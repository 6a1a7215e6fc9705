# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging
from urllib.parse import parse_qs, urlsplit

import jwt

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ipai_base.exceptions import SidecarUnreachable
from odoo.addons.ipai_base.tests.common import SECRET, LinkCase, Peer, says

from .quality_common import DAY, forget_measurements, score_row, scorecard, table_row

VAT = "gold.vat_lines"


@tagged("post_install", "-at_install")
class TestQualityMirror(LinkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        forget_measurements(cls.env)
        groups = "base.group_user,ipai_base.group_%s"
        cls.viewer = new_test_user(cls.env, "quality_view", groups=groups % "viewer")
        cls.reviewer = new_test_user(cls.env, "quality_rev", groups=groups % "reviewer")
        cls.Table = cls.env["ipai.quality.table"]

    def mirror(self, *answers):
        """Read scorecards one after the other; the requests that were made."""
        with Peer(*(says(answer) for answer in answers)) as peer:
            self.connect(peer.url)
            for _answer in answers:
                self.Table._mirror()
        return peer.requests

    def test_tables_and_scores_come_and_a_second_reading_changes_nothing(self):
        card = scorecard(
            [table_row(VAT), table_row("silver.slv_moves")],
            [
                score_row(VAT, "score", "97.50"),
                score_row(VAT, "completeness", "95.00", "error", reason="Empty: x."),
                score_row(VAT, "uniqueness", None, "unknown"),
            ],
        )
        requests = self.mirror(card)
        table = self.Table.search([("relation", "=", VAT)])
        self.assertEqual((table.state, table.score), ("error", 97.5))
        self.assertEqual((table.row_count, table.size, table.layer), (5, 8192, "gold"))
        self.assertEqual(table.as_of, fields.Datetime.to_datetime(f"{DAY} 07:50:00"))
        self.assertEqual(
            table.dimensions["completeness"],
            {
                "score": 95.0,
                "state": "error",
                "warn_below": 100.0,
                "error_below": 98.0,
                "reason": "Empty: x.",
            },
        )
        self.assertIsNone(table.dimensions["uniqueness"]["score"])
        self.assertEqual(len(table.score_ids), 3)
        self.assertNotIn("since", requests[0].path)
        self.env.flush_all()
        before = table.write_date
        requests = self.mirror(card)
        self.assertEqual(len(table.score_ids), 3)
        self.assertEqual(table.write_date, before)
        query = parse_qs(urlsplit(requests[0].path).query)
        self.assertEqual(query["since"], ["2026-11-20T07:00:00Z"])

    def test_a_day_measured_again_is_replaced_and_an_older_day_changes_no_state(self):
        first = [score_row(VAT, "score", "90.00", "warn")]
        again = [
            score_row(VAT, "score", "100.00"),
            score_row(VAT, "score", "10.00", "error", day="2026-11-18"),
        ]
        self.mirror(
            scorecard([table_row(VAT)], first), scorecard([table_row(VAT)], again)
        )
        table = self.Table.search([("relation", "=", VAT)])
        self.assertEqual((table.state, table.score), ("ok", 100))
        self.assertRecordValues(
            table.score_ids.sorted("day"), [{"score": 10}, {"score": 100}]
        )

    def test_a_table_that_is_gone_is_archived_with_its_past(self):
        scores = [score_row(VAT, "score", "90.00", "warn")]
        self.mirror(
            scorecard([table_row(VAT)], scores), scorecard([table_row("gold.b")])
        )
        table = self.Table.with_context(active_test=False).search(
            [("relation", "=", VAT)]
        )
        self.assertFalse(table.active)
        self.assertEqual(len(table.score_ids), 1)
        self.mirror(scorecard([table_row(VAT)]))
        self.assertTrue(table.active)

    def test_the_clock_bears_a_dead_sidecar_and_none_at_all(self):
        self.connect("")
        self.Table._cron_mirror()
        self.connect("http://127.0.0.1:9")
        with self.assertLogs("odoo.addons.ipai_workbench", logging.INFO) as logs:
            self.Table._cron_mirror()
        self.assertIn("was not read", logs.output[0])

    def test_a_reviewer_measures_and_the_callback_reads_the_result(self):
        card = scorecard([table_row(VAT)], [score_row(VAT, "score", "100.00")])
        with Peer(says({"job_id": 9, "is_new": True}, 202), says(card)) as peer:
            self.connect(peer.url)
            self.Table.with_user(self.reviewer).action_measure()
            call = self.last_call()
            self.assertEqual(
                (call.path, call.state), ("/quality/assessments", "queued")
            )
            call._close_with_result({"opened": 0})
        self.assertEqual(self.Table.search([("relation", "=", VAT)]).score, 100)
        self.assertEqual(call.state, "done")

    def test_a_viewer_may_not_measure(self):
        with self.assertRaisesRegex(AccessError, "finance reviewers"):
            self.Table.with_user(self.viewer).action_measure()

    def test_nobody_writes_what_was_measured(self):
        table = self.Table.create({"relation": VAT, "layer": "gold"})
        for change in ({"score": 100}, {"state": "ok"}):
            with self.assertRaises(AccessError):
                table.with_user(self.reviewer).write(change)

    def test_rows_are_asked_for_as_the_user_in_the_companies_active_now(self):
        company = self.env["res.company"].create({"name": "Rizal Services"})
        self.reviewer.company_ids += company
        table = self.Table.with_user(self.reviewer)
        with Peer(says({"rows": [], "columns": []})) as peer:
            self.connect(peer.url)
            table.with_context(allowed_company_ids=company.ids).failing_rows("test.x.y")
        [request] = peer.requests
        self.assertEqual(request.path, "/quality/checks/test.x.y/rows?limit=50")
        claims = jwt.decode(
            request.headers["Authorization"].removeprefix("Bearer "),
            SECRET,
            algorithms=["HS256"],
            audience="ipai-sidecar",
        )
        self.assertEqual(claims["company_ids"], company.ids)
        self.assertEqual(claims["scopes"], [], "nobody gets more than his groups give")

    def test_the_card_has_the_trend_the_owner_and_the_mute(self):
        old = fields.Date.to_string(fields.Date.subtract(fields.Date.today(), days=31))
        today = fields.Date.to_string(fields.Date.today())
        self.mirror(
            scorecard(
                [table_row(VAT)],
                [
                    score_row(VAT, "score", "70.00", "error", day=old),
                    score_row(VAT, "score", "99.00", "warn", day=today),
                ],
            )
        )
        rules = self.env["ipai.quality.rule"]
        rules.create({"layer": "gold", "owner_id": self.viewer.id})
        rules.create(
            {"mute_reason": "Year end", "muted_until": "2099-12-31", "layer": "silver"}
        )
        seen = self.Table.with_user(self.viewer).scorecard()
        [card] = [one for one in seen["tables"] if one["relation"] == VAT]
        self.assertEqual(card["trend"], [[today, 99.0]])
        self.assertEqual(
            (card["owner"], card["muted_until"]), (self.viewer.name, False)
        )
        self.assertFalse(seen["can_manage"])
        table = self.Table.search([("relation", "=", VAT)])
        rules.create(
            {
                "table_id": table.id,
                "owner_id": self.reviewer.id,
                "muted_until": "2099-12-31",
                "mute_reason": "Being moved",
            }
        )
        [card] = [
            one
            for one in self.Table.with_user(self.reviewer).scorecard()["tables"]
            if one["relation"] == VAT
        ]
        self.assertEqual(
            (card["owner"], card["mute_reason"]), (self.reviewer.name, "Being moved")
        )

    def test_the_detail_stands_without_the_sidecar(self):
        self.mirror(
            scorecard([table_row(VAT)], [score_row(VAT, "score", "99.00", "warn")])
        )
        table = self.Table.search([("relation", "=", VAT)]).with_user(self.viewer)
        self.connect("http://127.0.0.1:9")
        found = table.detail()
        self.assertIn("sidecar", found["problem"])
        self.assertEqual(found["card"]["score"], 99)
        answer = {
            "table": {},
            "columns": [{"name": "month"}],
            "checks": [{"check": "test.a.b"}],
            "days": [],
        }
        with Peer(says(answer)) as peer:
            self.connect(peer.url)
            found = table.detail()
        self.assertEqual(peer.requests[0].path, f"/quality/tables/{VAT}")
        self.assertFalse(found["problem"])
        self.assertEqual(found["columns"], [{"name": "month"}])

    def test_measuring_without_a_sidecar_says_so(self):
        self.connect("http://127.0.0.1:9")
        with self.refused(SidecarUnreachable):
            self.Table.with_user(self.reviewer).action_measure()

    def test_the_scorecard_is_json(self):
        self.mirror(
            scorecard([table_row(VAT)], [score_row(VAT, "score", "99.00", "warn")])
        )
        self.assertTrue(json.dumps(self.Table.scorecard(), default=str))
