# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import payslip
from ..tools.pay_file import PayRow


class IpaiBirCompensationImportPayroll(models.TransientModel):
    """Pay out of OCA's `payroll` instead of a file, with the same look before."""

    _inherit = "ipai.bir.compensation.import"

    source = fields.Selection(
        [("file", "A file"), ("payroll", "Payslips")], default="file", required=True
    )
    has_payroll = fields.Boolean(default=lambda self: self._has_payroll())
    date_from = fields.Date(
        string="Payslips from",
        default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), "month"
        ),
    )
    date_to = fields.Date(
        string="Until",
        default=lambda self: fields.Date.end_of(
            fields.Date.context_today(self), "month"
        ),
    )

    @api.model
    def _has_payroll(self):
        """Whether a module with payslips is installed, and the user may read them."""
        return (
            "hr.payslip" in self.env
            and "hr.payslip.line" in self.env
            and self.env["hr.payslip"].has_access("read")
        )

    def _rows(self):
        if self.source != "payroll":
            return super()._rows()
        if not self._has_payroll():
            raise UserError(
                self.env._(
                    "There are no payslips here: install the module “payroll” of the "
                    "OCA and get access to it, or import a file."
                )
            )
        rows = self._payslip_rows()
        if not rows:
            raise UserError(
                self.env._("No payslip of this time is done: confirm them first.")
            )
        self._find_pay(rows)
        return rows

    def _payslip_rows(self):
        """One row an employee and period; a credit note takes off what it refunds."""
        slips = self.env["hr.payslip"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("date_to", ">=", self.date_from),
                ("date_to", "<=", self.date_to),
            ],
            order="date_to, employee_id, id",
        )
        meanings = self.env["ipai.bir.payroll.rule"]._meanings(self.company_id)
        rows = []
        groups = slips.grouped(lambda s: (s.employee_id, s.date_from, s.date_to))
        for number, ((employee, first, last), group) in enumerate(groups.items(), 1):
            row = PayRow(number, employee.name, "", found=employee)
            row.values.update(date_from=first, date_to=last, paid_on=last)
            payslip.add_up(row, self._payslip_lines(group), meanings)
            rows.append(row)
        return rows

    def _payslip_lines(self, slips):
        for slip in slips:
            sign = -1 if slip.credit_note else 1
            for line in slip.line_ids:
                yield payslip.Line(
                    line.code,
                    sign * Decimal(f"{line.total:.2f}"),
                    sign * Decimal(f"{line.quantity:.2f}"),
                )

    def _values(self, row):
        values = super()._values(row)
        if self.source == "payroll":
            values["origin"] = "payroll"
        return values

    @api.onchange("source", "file", "date_from", "date_to", "company_id", "frequency")
    def _onchange_source(self):
        """What was looked at before is no preview of something else."""
        self.state = "choose"
