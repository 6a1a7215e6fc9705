# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import SECRET, LinkCase, Peer, says

HEALTH = {
    "status": "degraded",
    "checks": {
        "warehouse": {"status": "ok", "ms": 1.9, "detail": {"version": "18.4"}},
        "odoo": {"status": "down", "ms": 2000.4, "message": "It did not answer."},
    },
}


@tagged("post_install", "-at_install")
class TestSettings(LinkCase):
    def setUp(self):
        super().setUp()
        self.connect("", "")
        self.parameters = self.env["ir.config_parameter"]
        for name in ("sidecar_url", "sidecar_secret", "callback_url"):
            self.parameters.set_param(f"ipai_base.{name}", False)

    def save(self, **values):
        settings = self.env["res.config.settings"].create(values)
        settings.execute()
        return settings

    def parameter(self, name):
        return self.parameters.get_param(f"ipai_base.{name}")

    def test_settings_are_kept(self):
        self.save(
            ipai_sidecar_url="http://sidecar:8100",
            ipai_sidecar_secret=f" {SECRET} ",
            ipai_callback_url="https://odoo.example.com",
            ipai_call_retention_days=30,
        )
        self.assertEqual(self.parameter("sidecar_url"), "http://sidecar:8100")
        self.assertEqual(self.parameter("sidecar_secret"), SECRET)
        self.assertEqual(self.parameter("callback_url"), "https://odoo.example.com")
        self.assertEqual(self.parameter("call_retention_days"), "30")

    def test_the_secret_is_never_sent_to_the_browser(self):
        self.save(ipai_sidecar_secret=SECRET)
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.ipai_sidecar_secret)
        self.assertTrue(settings.ipai_secret_is_set)
        settings.execute()
        self.assertEqual(self.parameter("sidecar_secret"), SECRET)

    def test_zero_days_can_be_kept(self):
        self.save(ipai_call_retention_days=0)
        self.assertEqual(
            self.env["res.config.settings"].create({}).ipai_call_retention_days, 0
        )

    def test_unusable_settings_are_refused(self):
        for values in (
            {"ipai_sidecar_url": "sidecar:8100"},
            {"ipai_sidecar_url": "ftp://sidecar"},
            {"ipai_sidecar_url": "http://"},
            {"ipai_sidecar_url": "http://sidecar:port"},
            {"ipai_sidecar_url": "http://user:word@sidecar"},
            {"ipai_sidecar_url": "http://sidecar/?a=1"},
            {"ipai_callback_url": "odoo"},
            {"ipai_sidecar_secret": "short"},
            {"ipai_call_retention_days": -1},
        ):
            with self.assertRaises(ValidationError):
                self.save(**values)

    def test_the_environment_is_shown(self):
        self.connect("http://from.environment", SECRET)
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.ipai_environment_url, "http://from.environment")
        self.assertTrue(settings.ipai_environment_secret)
        self.connect("", "")
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.ipai_environment_url)
        self.assertFalse(settings.ipai_environment_secret)

    def test_only_system_administrators_set_the_link(self):
        user = new_test_user(self.env, "t_a", "ipai_base.group_administrator")
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(user).create({})

    def check(self, *answers, **values):
        """Press the button with what is typed; returns the check."""
        with Peer(*answers) as peer:
            values.setdefault("ipai_sidecar_url", peer.url)
            values.setdefault("ipai_sidecar_secret", SECRET)
            settings = self.env["res.config.settings"].create(values)
            action = settings.action_ipai_check_connection()
            self.peer = peer
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_the_check_asks_with_what_is_typed(self):
        check = self.check(says(HEALTH), says({"name": "Maria Santos"}))
        self.assertEqual([r.path for r in self.peer.requests], ["/health", "/whoami"])
        self.assertFalse(self.parameter("sidecar_url"))
        self.assertEqual((check.url, check.state), (self.peer.url, "trouble"))
        self.assertIn("works: Odoo.", check.summary)
        self.assertRecordValues(
            check.line_ids,
            [
                {
                    "name": "Warehouse",
                    "state": "works",
                    "milliseconds": 1.9,
                    "message": "version 18.4",
                },
                {
                    "name": "Odoo",
                    "state": "broken",
                    "milliseconds": 2000.4,
                    "message": "It did not answer.",
                },
            ],
        )

    def test_the_check_shows_the_dependencies_of_a_sidecar_that_is_down(self):
        check = self.check(*3 * [says(HEALTH, 503)], says({"name": "Maria Santos"}))
        self.assertEqual((check.state, len(check.line_ids)), ("trouble", 2))

    def test_the_check_sees_a_clock_that_is_wrong(self):
        answer = says({**HEALTH, "checks": {}})
        with patch(
            "odoo.addons.ipai_base.models.ipai_sidecar_answer.parsedate_to_datetime"
        ) as parse:
            parse.return_value = datetime.now(timezone.utc) + timedelta(seconds=90)
            check = self.check(answer, says({"name": "Maria"}))
        self.assertEqual(check.state, "trouble")
        self.assertRegex(check.summary, "differ by (89|90) seconds")

    def test_the_check_sees_a_wrong_address(self):
        for answer in (
            says(b"<html/>", 404, "text/html"),
            says(b"<html/>", 200, "text/html"),
            says({"status": "pass"}),
        ):
            check = self.check(answer)
            self.assertEqual(check.state, "dead")
            self.assertIn("not the sidecar", check.summary)

    def test_the_check_sees_that_nothing_is_there(self):
        check = self.check(says({}), ipai_sidecar_url="http://127.0.0.1:9")
        self.assertEqual(check.state, "dead")
        self.assertIn("is not running at http://127.0.0.1:9", check.summary)
        self.assertIn(self.last_call().purpose, "Check connection")
        self.assertEqual(self.last_call().error, check.summary)

    def test_the_page_opens(self):
        with Form(self.env["res.config.settings"]) as form:
            form.ipai_sidecar_url = "http://sidecar:8100"
