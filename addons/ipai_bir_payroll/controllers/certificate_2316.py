# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import content_disposition, request


class Certificate2316(http.Controller):
    """Forms 2316 as files, for those of payroll."""

    @http.route(
        "/ipai_bir_payroll/2316.<any(pdf,zip):kind>",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, kind, ids=""):
        numbers = [int(number) for number in ids.split(",") if number.isdigit()]
        years = request.env["ipai.bir.compensation.year"]
        years.check_access("read")
        years = years.browse(numbers).exists()
        if not years:
            raise request.not_found()
        years.check_access("read")
        if kind == "zip":
            content, mimetype = years.render_2316_zip(), "application/zip"
        else:
            content, mimetype = years.render_2316(), "application/pdf"
        name = (
            years._file_name() if len(years) == 1 and kind == "pdf" else f"2316.{kind}"
        )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mimetype),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
