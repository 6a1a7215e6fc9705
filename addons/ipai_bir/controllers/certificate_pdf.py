# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import content_disposition, request


class CertificatePdf(http.Controller):
    """Certificates as files, for those who may read them."""

    @http.route(
        "/ipai_bir/certificates.<any(pdf,zip):kind>",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, kind, ids=""):
        numbers = [int(number) for number in ids.split(",") if number.isdigit()]
        certificates = request.env["ipai.bir.certificate"].browse(numbers).exists()
        if not certificates:
            raise request.not_found()
        certificates.check_access("read")
        if kind == "zip":
            content, mimetype = certificates.render_zip(), "application/zip"
        else:
            content, mimetype = certificates.render_pdf(), "application/pdf"
        name = f"Certificates {fields.Date.context_today(certificates)}.{kind}"
        if len(certificates) == 1:
            name = certificates._file_name(kind)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mimetype),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
