# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ipai_base.tests.common import LinkCase, Peer, says

from .quality_common import forget_measurements, incident_row, scorecard, table_row

VAT = "gold.vat_lines"
LATER = "2026-11-21T08:00:00.5Z"


@tagged("post_install", "-at_install")
class TestQualityIncident(LinkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        forget_measurements(cls.env)
        groups = "base.group_user,ipai_base.group_%s"
        cls.owner = new_test_user(cls.env, "quality_own", groups=groups % "viewer")
        cls.reviewer = new_test_user(cls.env, "quality_rev", groups=groups % "reviewer")
        cls.env["ipai.quality.rule"].create({"layer": "gold", "owner_id": cls.owner.id})

    def mirror(self, *rows):
        answer = scorecard(
            [table_row(VAT), table_row("silver.slv_moves")], incidents=list(rows)
        )
        with Peer(says(answer)) as peer:
            self.connect(peer.url)
            self.env["ipai.quality.table"]._mirror()
        return self.env["ipai.quality.incident"].search(
            [("number", "in", [row["id"] for row in rows])], order="number"
        )

    def test_the_owner_hears_of_it_once_and_of_its_end(self):
        incident = self.mirror(incident_row(4701, VAT))
        [activity] = incident.activity_ids
        self.assertEqual(activity.user_id, self.owner)
        self.assertEqual(activity.summary, "gold.vat_lines: completeness")
        self.assertIn("Empty: month in 3 rows.", activity.note)
        again = self.mirror(incident_row(4701, VAT, seen_at=LATER))
        self.assertEqual((again, again.activity_ids), (incident, activity))
        self.mirror(incident_row(4701, VAT, severity="error", reason="Empty: all."))
        self.assertEqual(incident.severity, "error")
        self.assertIn("Empty: all.", incident.message_ids[0].body)
        gone = {"state": "resolved", "resolved_at": LATER, "severity": "error"}
        self.mirror(incident_row(4701, VAT, **gone))
        self.assertEqual(incident.state, "resolved")
        self.assertFalse(incident.activity_ids)

    def test_without_an_owner_nobody_is_bothered(self):
        incident = self.mirror(incident_row(4702, "silver.slv_moves"))
        self.assertFalse(incident.owner_id or incident.activity_ids)

    def test_one_that_came_and_went_between_readings_bothers_nobody(self):
        incident = self.mirror(
            incident_row(4703, VAT, state="resolved", resolved_at=LATER)
        )
        self.assertEqual(incident.state, "resolved")
        self.assertFalse(incident.activity_ids)

    def test_a_warehouse_made_anew_counts_from_one_again(self):
        first = self.mirror(incident_row(4704, VAT))
        both = self.mirror(incident_row(4704, VAT, opened_at="2026-12-01T08:00:00Z"))
        self.assertEqual(len(both), 2)
        self.assertIn(first, both)

    def test_a_reviewer_decides_in_the_warehouse(self):
        incident = self.mirror(incident_row(4705, VAT)).with_user(self.reviewer)
        taken = incident_row(
            4705,
            VAT,
            state="acknowledged",
            acknowledged_at=LATER,
            acknowledged_by=self.reviewer.name,
        )
        closed = {
            **taken,
            "state": "resolved",
            "resolved_at": LATER,
            "resolved_by": "Me",
        }
        with Peer(says(taken), says(closed)) as peer:
            self.connect(peer.url)
            incident.action_acknowledge()
            self.assertEqual(incident.state, "acknowledged")
            self.assertEqual(incident.acknowledged_by, self.reviewer.name)
            incident.action_resolve()
        self.assertEqual((incident.state, incident.resolved_by), ("resolved", "Me"))
        self.assertEqual(
            [request.path for request in peer.requests],
            ["/quality/incidents/4705/acknowledge", "/quality/incidents/4705/resolve"],
        )
        self.assertEqual(json.loads(peer.requests[0].body), {})

    def test_an_owner_who_is_no_reviewer_sees_and_does_not_decide(self):
        incident = self.mirror(incident_row(4706, VAT)).with_user(self.owner)
        self.assertEqual(incident.what, "completeness")
        with self.assertRaisesRegex(AccessError, "finance reviewers"):
            incident.action_resolve()
        with self.assertRaises(AccessError):
            incident.write({"state": "resolved"})

    def test_rules_are_told_in_words(self):
        say = self.env["ipai.quality.incident"]._say_rule
        self.assertEqual(
            say("check:trial_balance_is_zero"), "check trial_balance_is_zero"
        )
        self.assertEqual(say("nulls:vendor"), "more empty values in vendor than usual")
        self.assertEqual(say("timeliness"), "too old")
