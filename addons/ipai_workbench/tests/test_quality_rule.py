# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

WEBHOOK = "https://chat.example.com/hooks/a-secret-key"


@tagged("post_install", "-at_install")
class TestQualityRule(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,ipai_base.group_%s"
        cls.viewer = new_test_user(cls.env, "rule_view", groups=groups % "viewer")
        cls.reviewer = new_test_user(cls.env, "rule_rev", groups=groups % "reviewer")
        cls.Rule = cls.env["ipai.quality.rule"]
        cls.Rule.search([]).unlink()
        table = cls.env["ipai.quality.table"]
        cls.table = table.search([("relation", "=", "gold.vat_lines")]) or table.create(
            {"relation": "gold.vat_lines", "layer": "gold"}
        )
        cls.service = cls.env.ref("ipai_base.user_service")

    def refused(self, sentence, **values):
        with self.assertRaisesRegex(ValidationError, sentence):
            self.Rule.create(values)

    def test_rules_that_make_no_sense_are_refused_with_the_reason(self):
        self.refused("not for both", table_id=self.table.id, layer="gold")
        self.refused("between 0 and 100", has_limits=True, warn_below=101)
        self.refused("hide every warning", has_limits=True, warn_below=5, error_below=9)
        self.refused("as many sigmas", warn_sigma=3, error_sigma=2)
        self.refused("not negative", slo_hours=-1)
        self.refused("why it is muted", muted_until="2099-12-31", mute_reason=" ")
        self.Rule.create({"layer": "gold"})
        self.refused("already", layer="gold")
        self.Rule.create({"layer": "gold", "dimension": "timeliness"})
        outsider = new_test_user(self.env, "rule_out", groups="base.group_user")
        self.refused("does not see the Workbench", layer="silver", owner_id=outsider.id)

    def test_reviewers_write_rules_and_viewers_read_them(self):
        rule = self.Rule.with_user(self.reviewer).create({"layer": "gold"})
        rule.warn_sigma = 2.5
        self.assertEqual(rule.with_user(self.viewer).warn_sigma, 2.5)
        with self.assertRaises(AccessError):
            rule.with_user(self.viewer).write({"warn_sigma": 9})
        with self.assertRaises(AccessError):
            self.Rule.with_user(self.viewer).create({"layer": "silver"})

    def test_the_sidecar_reads_what_is_decided(self):
        self.Rule.create(
            {
                "table_id": self.table.id,
                "dimension": "completeness",
                "has_limits": True,
                "warn_below": 99,
                "error_below": 0,
                "owner_id": self.reviewer.id,
                "muted_until": "2099-12-31",
                "mute_reason": "Being moved",
            }
        )
        self.Rule.create({"layer": "silver", "slo_hours": 2, "active": False})
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("ipai_workbench.quality_webhook_url", WEBHOOK)
        parameters.set_param("web.base.url", "https://odoo.example.com/")
        told = self.Rule.with_user(self.service).configuration()
        self.assertEqual(told["webhook_url"], WEBHOOK)
        self.assertEqual(told["link"], "https://odoo.example.com/odoo/data-quality")
        self.assertEqual(
            told["rules"],
            [
                {
                    "relation": "gold.vat_lines",
                    "layer": None,
                    "dimension": "completeness",
                    "warn_below": 99.0,
                    "error_below": 0.0,
                    "slo_hours": None,
                    "warn_sigma": None,
                    "error_sigma": None,
                    "muted_until": "2099-12-31",
                    "mute_reason": "Being moved",
                    "owner": self.reviewer.name,
                }
            ],
        )

    def test_nobody_else_reads_the_chats_address(self):
        for user in (self.reviewer, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.Rule.with_user(user).configuration()

    def test_the_nearest_rule_speaks_for_a_table(self):
        everything = self.Rule.create({"owner_id": self.viewer.id})
        self.assertEqual(self.nearest("owner_id"), everything)
        layer = self.Rule.create({"layer": "gold", "owner_id": self.viewer.id})
        self.Rule.create({"layer": "silver", "owner_id": self.reviewer.id})
        self.assertEqual(self.nearest("owner_id"), layer)
        table = self.Rule.create(
            {
                "table_id": self.table.id,
                "owner_id": self.reviewer.id,
                "muted_until": "2020-01-01",
                "mute_reason": "Long ago",
            }
        )
        self.assertEqual(self.nearest("owner_id"), table)
        self.assertFalse(self.nearest("muted_until"), "its day is over")

    def nearest(self, setting):
        return self.Rule._everything()._nearest(self.table, setting)

    def test_the_chats_address_is_set_and_never_shown(self):
        settings = self.env["res.config.settings"]
        with self.assertRaisesRegex(ValidationError, "not a web address"):
            settings.create({"ipai_quality_webhook": "chat.example.com"})
        settings.create({"ipai_quality_webhook": f" {WEBHOOK} "}).execute()
        parameter = "ipai_workbench.quality_webhook_url"
        read = self.env["ir.config_parameter"].get_param
        self.assertEqual(read(parameter), WEBHOOK)
        with Form(settings) as form:
            self.assertTrue(form.ipai_quality_webhook_is_set)
            self.assertFalse(form.ipai_quality_webhook)
        settings.create({}).execute()
        self.assertEqual(read(parameter), WEBHOOK, "saving other settings keeps it")
        settings.create({}).action_ipai_forget_quality_webhook()
        self.assertFalse(read(parameter))

    def test_a_rule_is_named_after_what_it_is_for(self):
        names = [
            self.Rule.create(values).display_name
            for values in (
                {},
                {"layer": "gold", "dimension": "anomaly"},
                {"table_id": self.table.id},
            )
        ]
        self.assertEqual(names, ["All tables", "Gold: Unusual days", "gold.vat_lines"])
