# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.ipai_bir.tools import table_file


class PayTemplate(http.Controller):
    """The file to fill in with pay."""

    @http.route(
        "/ipai_bir_payroll/template.xlsx", type="http", auth="user", readonly=True
    )
    def download(self):
        model = request.env["ipai.bir.compensation.import"]
        model.check_access("read")
        return request.make_response(
            model.template(),
            headers=[
                ("Content-Type", table_file.XLSX),
                ("Content-Disposition", content_disposition("Pay.xlsx")),
            ],
        )
