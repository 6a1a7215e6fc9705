# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request


class ReceiptController(http.Controller):
    """Where the browser sends a receipt: one file, one expense, in one transaction,
    so that a tab closed in between leaves nothing half done."""

    @http.route("/ipai/receipts", type="http", auth="user", methods=["POST"])
    def receive(self, ufile, company_ids="[]", **kwargs):
        """Answer {id, name, state} of the expense, or {error: sentence}."""
        try:
            expense = self._create_expense(ufile, json.loads(company_ids))
        except (AccessError, UserError) as error:
            request.env.cr.rollback()  # pylint: disable=invalid-commit
            return request.make_json_response({"error": str(error)}, status=422)
        return request.make_json_response(
            {"id": expense.id, "name": expense.name, "state": expense.ipai_state}
        )

    def _create_expense(self, ufile, company_ids):
        env = request.env(
            context={**request.env.context, "allowed_company_ids": company_ids}
        )
        # Odoo would shrink the picture to 1920 pixels, too few for a long receipt.
        attachment = (
            env["ir.attachment"]
            .with_context(image_no_postprocess=True)
            .create(
                {
                    "name": ufile.filename,
                    "raw": ufile.read(),
                    "res_model": "hr.expense",
                }
            )
        )
        ids = env["hr.expense"].ipai_create_from_attachments(attachment.ids)
        return env["hr.expense"].browse(ids)
