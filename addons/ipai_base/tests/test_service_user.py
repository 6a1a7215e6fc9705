# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from xmlrpc.client import Fault

from odoo import release
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

# 19 warns on each XML-RPC request, which is the one door both versions have
muted = mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc")


@tagged("post_install", "-at_install")
class TestServiceUser(HttpCase):
    def setUp(self):
        super().setUp()
        self.user = self.env.ref("ipai_base.user_service")
        self.sidecar = self.env["ipai.sidecar"]

    @muted
    def rpc(self, key, model, method, *arguments, user=None):
        uid = (user or self.user).id
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, uid, key, model, method, arguments, {}
        )

    def test_the_user_has_one_group_and_no_password(self):
        self.assertEqual(self.user.login, "ipai_service")
        self.assertTrue(self.user.has_group("ipai_base.group_service"))
        self.assertFalse(self.user.has_group("base.group_user"))
        self.env.cr.execute(
            "SELECT password FROM res_users WHERE id = %s", [self.user.id]
        )
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_the_key_lets_the_sidecar_in(self):
        key = self.sidecar.issue_service_key("sidecar")
        with muted:
            uid = self.xmlrpc_common.authenticate(
                self.env.cr.dbname, "ipai_service", key, {}
            )
        self.assertEqual(uid, self.user.id)
        self.assertEqual(
            self.rpc(key, "ipai.sidecar", "service_ping"),
            {
                "ok": True,
                "login": "ipai_service",
                "odoo_version": release.major_version,
                "database": self.env.cr.dbname,
            },
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_the_key_opens_nothing_else(self):
        key = self.sidecar.issue_service_key("sidecar")
        for model in ("res.partner", "res.users.apikeys", "ipai.call"):
            with self.assertRaises(Fault):
                self.rpc(key, model, "search_read", [], ["id"])
        with self.assertRaises(Fault):
            self.rpc(key, "ipai.sidecar", "issue_service_key", "another")
        with self.assertRaises(Fault):
            self.rpc(key, "ipai.sidecar", "call", "GET", "/health")

    @mute_logger("odoo.addons.base.models.res_users")
    def test_a_new_key_replaces_the_former_of_its_name(self):
        former = self.sidecar.issue_service_key("sidecar")
        other = self.sidecar.issue_service_key("n8n")
        key = self.sidecar.issue_service_key("sidecar")
        keys = self.env["res.users.apikeys"].search([("user_id", "=", self.user.id)])
        self.assertEqual(sorted(keys.mapped("name")), ["n8n", "sidecar"])
        with self.assertRaises(Fault):
            self.rpc(former, "ipai.sidecar", "service_ping")
        for good in (key, other):
            self.assertTrue(self.rpc(good, "ipai.sidecar", "service_ping")["ok"])

    def test_only_administrators_issue_keys(self):
        for role, allowed in (("reviewer", False), ("administrator", True)):
            user = new_test_user(self.env, f"t_{role}", f"ipai_base.group_{role}")
            sidecar = self.sidecar.with_user(user)
            if allowed:
                self.assertEqual(len(sidecar.issue_service_key("sidecar")), 40)
            else:
                with self.assertRaises(AccessError):
                    sidecar.issue_service_key("sidecar")

    def test_only_the_service_user_pings(self):
        with self.assertRaises(AccessError):
            self.sidecar.with_user(self.env.ref("base.user_admin")).service_ping()

    def test_a_missing_user_is_named(self):
        self.user.active = False
        with self.assertRaisesRegex(UserError, "ipai_service"):
            self.sidecar.issue_service_key("sidecar")
