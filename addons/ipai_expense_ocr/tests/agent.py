# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests need that take the sidecar's part towards Odoo."""

import base64

from odoo.tests import new_test_user

from odoo.addons.ipai_base.exceptions import SidecarProblem

from .common import ReceiptCase, ReceiptSetup


class AgentSetup(ReceiptSetup):
    """What calls Odoo as the sidecar's agent does: as the service user, with the
    methods it may call and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = new_test_user(
            cls.env, login="agent.sidecar", groups="ipai_base.group_service"
        )
        cls.agent = cls.env["hr.expense"].with_user(cls.service)

    def _uuid(self, expense):
        return expense.sudo().ipai_run_id.uuid

    def _fill(self, expense, data):
        """What the agent's first step does with a reading."""
        return self.agent.ipai_agent_fill(expense.id, self._uuid(expense), data)

    def _classify(self, expense, product, **result):
        result = {"product_id": product.id, "reason": "Said so.", **result}
        return self.agent.ipai_agent_classify(expense.id, self._uuid(expense), result)

    def _policy(self, expense):
        return self.agent.ipai_agent_policy(expense.id, self._uuid(expense))

    def _report(self, expense, state, **said):
        runs = self.env["ipai.agent.run"].with_user(self.service)
        runs.ipai_report_state(self._uuid(expense), state, **said)
        expense.invalidate_recordset()

    def _read(self, expense):
        """Have the sidecar that runs beside the tests read the receipt, and fill it."""
        return self._read_in(self.env, expense)

    def _read_in(self, env, expense):
        """The same in another environment, as of another thread."""
        agent = env["hr.expense"].with_user(self.service)
        uuid = env["hr.expense"].sudo().browse(expense.id).ipai_run_id.uuid
        receipt = agent.ipai_agent_receipt(expense.id)
        content = base64.b64decode(receipt["content"])
        file = ("file", receipt["name"], content, receipt["mimetype"])
        try:
            read = (
                env["ipai.sidecar"]
                .with_user(self.user)
                .call(
                    "POST",
                    "/documents/receipts",
                    files=[file],
                    purpose="Read receipt",
                    record=expense,
                    scopes=("documents:read",),
                )
            )
        except SidecarProblem as problem:
            return agent.ipai_agent_fail(expense.id, uuid, str(problem))
        return agent.ipai_agent_fill(expense.id, uuid, read)


class AgentCase(AgentSetup, ReceiptCase):
    """The same for tests that see the log of the calls."""
