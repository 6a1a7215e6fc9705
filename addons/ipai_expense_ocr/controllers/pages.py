# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import http
from odoo.http import request

from odoo.addons.ipai_base.exceptions import SidecarError

# A file never changes under its id, so the browser need not ask twice.
CACHE = "private, max-age=604800, immutable"


class ReceiptPageController(http.Controller):
    """Pages of receipts as pictures, also of files a browser cannot show (HEIC, TIFF)
    or shows in a viewer of its own (PDF), where no place could be lit."""

    @http.route(
        "/ipai/receipts/<int:attachment_id>/pages/<int:number>.jpg",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def page(self, attachment_id, number, **kwargs):
        """Answer the page as JPEG, or 404 with the sentence why not."""
        receipt = request.env["ir.attachment"].sudo().browse(attachment_id).exists()
        expense = request.env["hr.expense"].browse(receipt.res_id).exists()
        if receipt.res_model != expense._name or not expense:
            raise request.not_found()
        # Who may read the expense may see its receipt.
        expense.check_access("read")
        try:
            drawn = request.env["ipai.sidecar"].call(
                "POST",
                f"/documents/pages/{number}",
                files=[("file", receipt.name, receipt.raw or b"", receipt.mimetype)],
                purpose="Show receipt",
                record=expense,
                scopes=("documents:read",),
            )
        except SidecarError as error:
            return request.make_response(str(error), status=404)
        headers = [("Content-Type", "image/jpeg"), ("Cache-Control", CACHE)]
        return request.make_response(base64.b64decode(drawn["jpeg"]), headers)
