# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request


class ReturnPdf(http.Controller):
    """The working copy of a return, for those who may read the return."""

    @http.route(
        "/ipai_bir/return/<int:return_id>/pdf", type="http", auth="user", readonly=True
    )
    def download(self, return_id):
        record = request.env["ipai.bir.return"].browse(return_id).exists()
        if not record:
            raise request.not_found()
        record.check_access("read")
        name = f"{record.name} {record.company_id.name}.pdf"
        return request.make_response(
            record.render_pdf(),
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
