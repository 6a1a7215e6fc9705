# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..exceptions import SidecarUnreachable
from .common import SECRET, LinkCase, Peer, RealNetwork, says


def log(env, **values):
    """A row of the log as the link writes it."""
    number = env["ipai.call"].search_count([]) + 1
    return env["ipai.call"].create(
        {
            "uuid": f"00000000-0000-4000-8000-{number:012d}",
            "purpose": "Ask",
            "method": "GET",
            "path": "/thing",
            "state": "done",
            "started_at": fields.Datetime.now(),
            **values,
        }
    )


@tagged("post_install", "-at_install")
class TestCallRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Two"})
        cls.users = {
            role: new_test_user(cls.env, f"t_{role}", f"ipai_base.group_{role}")
            for role in ("viewer", "analyst", "reviewer", "administrator", "service")
        }
        cls.users["nobody"] = new_test_user(cls.env, "t_nobody", "base.group_user")
        cls.calls = {
            role: log(cls.env, user_id=user.id, company_id=cls.env.company.id)
            for role, user in cls.users.items()
        }

    def seen_by(self, role):
        calls = self.env["ipai.call"].with_user(self.users[role])
        return calls.search([("path", "=", "/thing")])

    def test_users_see_their_own_calls(self):
        for role in ("nobody", "viewer", "analyst", "reviewer"):
            self.assertEqual(self.seen_by(role), self.calls[role], role)

    def test_administrators_see_all_calls(self):
        everything = self.env["ipai.call"].search([("path", "=", "/thing")])
        self.assertEqual(self.seen_by("administrator"), everything)

    def test_the_service_user_sees_none(self):
        with self.assertRaises(AccessError):
            self.seen_by("service")

    def test_nobody_changes_the_log(self):
        for role in ("nobody", "viewer", "analyst", "reviewer", "administrator"):
            call = self.calls[role].with_user(self.users[role])
            for change in (
                lambda call=call: call.write({"error": False}),
                lambda call=call: call.copy(),
                lambda call=call: call.unlink(),
                lambda call=call: log(call.env, user_id=call.env.uid),
            ):
                with self.assertRaises(AccessError):
                    change()

    def test_calls_stay_in_their_company(self):
        elsewhere = log(
            self.env,
            user_id=self.users["viewer"].id,
            company_id=self.other_company.id,
        )
        nowhere = log(self.env, user_id=self.users["viewer"].id)
        self.assertEqual(self.seen_by("viewer"), nowhere | self.calls["viewer"])
        self.assertNotIn(elsewhere, self.seen_by("administrator"))
        for role in ("viewer", "administrator"):
            user = self.users[role]
            user.company_ids = [Command.link(self.other_company.id)]
            calls = self.env["ipai.call"].with_user(user)
            calls = calls.with_context(allowed_company_ids=user.company_ids.ids)
            self.assertIn(elsewhere, calls.search([("path", "=", "/thing")]))

    def test_the_token_is_never_read(self):
        self.calls["administrator"].token_hash = "x"
        call = self.calls["administrator"].with_user(self.users["administrator"])
        with self.assertRaises(AccessError):
            call.read(["token_hash"])

    def test_the_number_of_a_call_is_unique(self):
        values = {"uuid": self.calls["viewer"].uuid}
        with self.assertRaisesRegex(Exception, "uuid"), mute_logger("odoo.sql_db"):
            log(self.env, **values)

    def test_roles_include_the_lower_ones(self):
        roles = ["viewer", "analyst", "reviewer", "administrator"]
        for number, role in enumerate(roles):
            for other_number, other in enumerate(roles):
                self.assertEqual(
                    self.users[role].has_group(f"ipai_base.group_{other}"),
                    number >= other_number,
                )
            self.assertFalse(self.users[role].has_group("ipai_base.group_service"))
        self.assertTrue(
            self.env.ref("base.user_admin").has_group("ipai_base.group_administrator")
        )

    def test_only_roles_see_the_menu(self):
        menu = self.env.ref("ipai_base.menu_root")
        for role, sees in (("viewer", True), ("nobody", False)):
            menus = self.env["ir.ui.menu"].with_user(self.users[role])
            self.assertEqual(menu.id in menus._visible_menu_ids(), sees, role)


@tagged("post_install", "-at_install")
class TestCallRecord(TransactionCase):
    def test_the_button_opens_the_record(self):
        partner = self.env["res.partner"].create({"name": "Vendor"})
        call = log(self.env, res_model="res.partner", res_id=partner.id)
        action = call.action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", partner.id)
        )
        self.assertEqual(call.record_name, "Vendor")

    def test_a_record_that_is_gone_has_no_name(self):
        partner = self.env["res.partner"].create({"name": "Vendor"})
        call = log(self.env, res_model="res.partner", res_id=partner.id)
        partner.unlink()
        self.env.invalidate_all()
        self.assertFalse(call.record_name)
        with self.assertRaises(UserError):
            call.action_open_record()
        self.assertFalse(log(self.env, res_model="gone", res_id=1).record_name)

    def test_the_name_of_a_forbidden_record_is_hidden(self):
        user = new_test_user(self.env, "t_viewer", "ipai_base.group_viewer")
        parameter = self.env["ir.config_parameter"].search([], limit=1)
        call = log(
            self.env,
            user_id=user.id,
            res_model="ir.config_parameter",
            res_id=parameter.id,
        )
        self.assertFalse(call.with_user(user).record_name)


@tagged("post_install", "-at_install")
class TestCallHousekeeping(TransactionCase):
    def setUp(self):
        super().setUp()
        self.now = fields.Datetime.now()

    def test_old_calls_are_forgotten(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("ipai_base.call_retention_days", "30")
        old, new = (
            log(self.env, state=state, started_at=self.now - timedelta(days=days))
            for state, days in (("failed", 31), ("done", 29))
        )
        waiting = log(
            self.env, state="queued", started_at=self.now - timedelta(days=31)
        )
        self.env["ipai.call"]._cron_forget_calls()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists() and waiting.exists())

    def test_zero_days_keeps_calls_for_ever(self):
        self.env["ir.config_parameter"].set_param("ipai_base.call_retention_days", "0")
        old = log(self.env, started_at=self.now - timedelta(days=5000))
        self.env["ipai.call"]._cron_forget_calls()
        self.assertTrue(old.exists())

    def test_many_old_calls_take_several_rounds(self):
        old = log(self.env, started_at=self.now - timedelta(days=5000))
        old |= log(self.env, started_at=self.now - timedelta(days=5001))
        forget = self.env["ipai.call"]._cron_forget_calls
        triggers = [("cron_id", "=", self.env.ref("ipai_base.ir_cron_forget_calls").id)]
        with patch("odoo.addons.ipai_base.models.ipai_call.FORGET_AT_ONCE", 1):
            forget()
            self.assertEqual(len(old.exists()), 1)
            self.assertTrue(self.env["ir.cron.trigger"].search(triggers))
            forget()
        self.assertFalse(old.exists())

    def test_calls_without_result_are_closed(self):
        user = new_test_user(self.env, "t_viewer", "ipai_base.group_viewer")
        partner = self.env["res.partner"].create({"name": "Vendor"})
        told = []

        def failed(record, call, error):
            if record == partner:
                told.append((record.env.uid, call.id, error))

        late = log(
            self.env,
            state="queued",
            user_id=user.id,
            res_model="res.partner",
            res_id=partner.id,
            expires_at=self.now - timedelta(minutes=1),
        )
        early = log(
            self.env, state="queued", expires_at=self.now + timedelta(minutes=1)
        )
        long_ago = self.now - timedelta(hours=2)
        killed = log(self.env, state="running", started_at=long_ago)
        running = log(self.env, state="running")
        with patch.object(type(partner), "_ipai_call_failed", failed, create=True):
            self.env["ipai.call"]._cron_expire_calls()
        self.assertEqual(
            (late | early | killed | running).mapped("state"),
            ["failed", "queued", "failed", "running"],
        )
        self.assertIn("did not send the result in time", late.error)
        self.assertIn("Odoo stopped before", killed.error)
        self.assertEqual(told, [(user.id, late.id, late.error)])

    @mute_logger("odoo.addons.ipai_base.models.ipai_call_result")
    def test_one_broken_record_does_not_stop_the_others(self):
        def failed(record, call, error):
            raise ValueError("broken")

        calls = self.env["ipai.call"]
        for _number in range(2):
            calls |= log(
                self.env,
                state="queued",
                user_id=SUPERUSER_ID,
                res_model="res.partner",
                expires_at=self.now - timedelta(minutes=1),
            )
        Partner = type(self.env["res.partner"])
        with patch.object(Partner, "_ipai_call_failed", failed, create=True):
            calls._cron_expire_calls()
        self.assertEqual(calls.mapped("state"), ["failed", "failed"])

    def test_data_the_user_edits_survives_an_update(self):
        names = [
            "ir_cron_forget_calls",
            "ir_cron_expire_calls",
            "user_service",
            "ipai_call_rule_own",
            "ipai_call_rule_company",
            "ipai_call_rule_administrator",
        ]
        data = self.env["ir.model.data"].search(
            [("module", "=", "ipai_base"), ("name", "in", names)]
        )
        self.assertEqual(sorted(data.mapped("name")), sorted(names))
        self.assertTrue(all(data.mapped("noupdate")))


@tagged("post_install", "-at_install")
class TestCallTransaction(RealNetwork, TransactionCase):
    """The log beside a real transaction of the caller, with no test cursor between."""

    def setUp(self):
        super().setUp()
        self.purpose = f"Transaction test {self.id()}"
        self.addCleanup(self.forget)
        link = {"IPAI_SIDECAR_URL": "http://127.0.0.1:9", "IPAI_SIDECAR_SECRET": SECRET}
        self.startPatcher(patch.dict("os.environ", link))

    def rows(self, cr):
        calls = api.Environment(cr, SUPERUSER_ID, {})["ipai.call"]
        return calls.search([("purpose", "=", self.purpose)])

    def forget(self):
        with self.registry.cursor() as cr:
            self.rows(cr).unlink()

    def fail_to_call(self, env):
        with self.assertRaises(SidecarUnreachable):
            env["ipai.sidecar"].call("GET", "/thing", purpose=self.purpose)

    def test_the_row_stays_when_the_transaction_rolls_back(self):
        with self.registry.cursor() as cr:
            self.fail_to_call(api.Environment(cr, SUPERUSER_ID, {}))
            cr.rollback()
        with self.registry.cursor() as cr:
            self.assertEqual(self.rows(cr).state, "failed")

    def test_rows_the_caller_locked_are_not_waited_for(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT id FROM res_users WHERE id = 1 FOR UPDATE")
            cr.execute("SELECT id FROM res_company FOR UPDATE")
            self.fail_to_call(api.Environment(cr, SUPERUSER_ID, {}))
            cr.rollback()
        with self.registry.cursor() as cr:
            row = self.rows(cr)
            self.assertRecordValues(
                row, [{"user_id": False, "company_id": False, "state": "failed"}]
            )
            self.assertEqual(row.login, "__system__")

    def test_a_user_who_is_not_committed_is_left_out(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            user = new_test_user(env, "t_new", "ipai_base.group_viewer")
            self.fail_to_call(env(user=user.id))
            cr.rollback()
        with self.registry.cursor() as cr:
            row = self.rows(cr)
            self.assertRecordValues(row, [{"user_id": False, "login": "t_new"}])

    def test_a_queued_call_is_readable_at_once(self):
        """The caller's snapshot is older than the row."""
        with Peer(says({"job_id": 1}, 202)) as peer, self.registry.cursor() as cr:
            with patch.dict("os.environ", {"IPAI_SIDECAR_URL": peer.url}):
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["res.partner"].search_count([])
                call = env["ipai.sidecar"].enqueue("/thing", {}, purpose=self.purpose)
                self.assertEqual((call.state, call.job), ("queued", "1"))
                self.assertEqual(call.user_id.id, SUPERUSER_ID)
            cr.rollback()

    @mute_logger("odoo.sql_db")
    def test_a_call_ends_once_however_many_end_it(self):
        with self.registry.cursor() as cr:
            call = log(api.Environment(cr, SUPERUSER_ID, {}), purpose=self.purpose)
            call.state = "queued"
        with self.registry.cursor() as first, self.registry.cursor() as second:
            late = call.with_env(api.Environment(second, SUPERUSER_ID, {}))
            self.assertEqual(late.state, "queued")
            early = call.with_env(api.Environment(first, SUPERUSER_ID, {}))
            self.assertTrue(early._lock_open())
            early._close_with_result({})
            first.commit()
            # Odoo answers this error by starting the request again
            with self.assertRaises(SerializationFailure):
                late._lock_open()
            second.rollback()
            self.assertFalse(late._lock_open())

    def test_a_callback_at_work_is_not_waited_for(self):
        """The sidecar's answer may be slower than its callback."""
        worker = self.registry.cursor()
        self.addCleanup(worker.close)
        # made here: another thread would wait for the registry's lock of the tests
        calls = api.Environment(worker, SUPERUSER_ID, {})["ipai.call"]

        def callback_is_working(handler):
            call_id = int(json.loads(handler.body)["callback"]["url"].split("/")[-2])
            self.assertTrue(calls.browse(call_id)._lock_open())
            says({"job_id": 1}, 202)(handler)

        with Peer(callback_is_working) as peer, self.registry.cursor() as cr:
            with patch.dict("os.environ", {"IPAI_SIDECAR_URL": peer.url}):
                env = api.Environment(cr, SUPERUSER_ID, {})
                call = env["ipai.sidecar"].enqueue("/thing", {}, purpose=self.purpose)
            cr.rollback()
        calls.browse(call.id)._close_with_result({"rows": 3})
        worker.commit()
        with self.registry.cursor() as cr:
            self.assertEqual(self.rows(cr).state, "done")


@tagged("post_install", "-at_install")
class TestCallVisible(LinkCase):
    def test_the_log_is_seen_by_the_test(self):
        self.connect("http://127.0.0.1:9")
        before = self.env["ipai.call"].search_count([])
        with self.refused(SidecarUnreachable):
            self.env["ipai.sidecar"].call("GET", "/thing", purpose="Ask")
        self.assertEqual(self.env["ipai.call"].search_count([]), before + 1)
