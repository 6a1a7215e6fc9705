# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ipai_bir.tools import tin as tin_text

PAYROLL = "ipai_bir_payroll.group_payroll"


class HrEmployee(models.Model):
    """What the BIR's forms ask about an employee; only payroll sees it."""

    _inherit = "hr.employee"

    ipai_tin = fields.Char(string="TIN", groups=PAYROLL, copy=False)
    ipai_last_name = fields.Char(string="Last name", groups=PAYROLL)
    ipai_first_name = fields.Char(string="First name", groups=PAYROLL)
    ipai_middle_name = fields.Char(string="Middle name", groups=PAYROLL)
    ipai_nationality = fields.Char(
        string="Nationality", groups=PAYROLL, default="FILIPINO"
    )
    ipai_employment_status = fields.Selection(
        selection=[
            ("R", "Regular"),
            ("C", "Casual"),
            ("CP", "Contractual or project-based"),
            ("S", "Seasonal"),
            ("P", "Probationary"),
            ("AL", "Apprentice or learner"),
        ],
        string="Employment status",
        groups=PAYROLL,
        default="R",
    )
    ipai_region = fields.Char(
        string="Region",
        groups=PAYROLL,
        default="NCR",
        help="Where the employee works, as the alphalist writes it: NCR, CAR, IV-A …",
    )
    ipai_rdo_code = fields.Char(
        string="RDO code of the employee", size=3, groups=PAYROLL
    )
    ipai_hired_on = fields.Date(string="Hired on", groups=PAYROLL, copy=False)
    ipai_separated_on = fields.Date(string="Separated on", groups=PAYROLL, copy=False)
    ipai_separation_reason = fields.Selection(
        selection=[
            ("T", "Terminated"),
            ("TR", "Transferred"),
            ("R", "Retired"),
            ("D", "Died"),
        ],
        string="Reason of separation",
        groups=PAYROLL,
        copy=False,
    )
    ipai_wage_earner_ids = fields.One2many(
        "ipai.bir.wage.earner",
        "employee_id",
        string="Minimum wage",
        groups=PAYROLL,
    )
    ipai_previous_employer_ids = fields.One2many(
        "ipai.bir.previous.employer",
        "employee_id",
        string="Previous employers",
        groups=PAYROLL,
    )

    @api.constrains("ipai_tin")
    def _check_ipai_tin(self):
        for employee in self.sudo():
            if employee.ipai_tin and not tin_text.parse(employee.ipai_tin):
                raise ValidationError(
                    self.env._(
                        "“%(tin)s” of %(name)s is no TIN: write nine digits and the "
                        "branch code, for example 123-456-789-00000.",
                        tin=employee.ipai_tin,
                        name=employee.name,
                    )
                )

    @api.constrains("ipai_hired_on", "ipai_separated_on", "ipai_separation_reason")
    def _check_ipai_separation(self):
        for employee in self.sudo():
            hired, left = employee.ipai_hired_on, employee.ipai_separated_on
            if hired and left and left < hired:
                raise ValidationError(
                    self.env._("%s was separated before being hired.", employee.name)
                )
            if bool(left) != bool(employee.ipai_separation_reason):
                raise ValidationError(
                    self.env._(
                        "Say both when and why %s was separated, or neither.",
                        employee.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if {"ipai_separated_on", "ipai_region"} & set(vals):
            self._ipai_propose_last_pay()
            self._ipai_work_out()
        return result

    def _ipai_propose_last_pay(self):
        """The pay in which an employment ends is annualised."""
        pays = self.env["ipai.bir.compensation"].sudo()
        for employee in self.sudo().filtered("ipai_separated_on"):
            last = pays.search(
                [
                    ("employee_id", "=", employee.id),
                    ("date_to", ">=", employee.ipai_separated_on),
                    ("is_last", "=", False),
                ],
                order="paid_on desc, date_to desc",
                limit=1,
            )
            if last and not last._filed_return():
                last.is_last = True

    def _ipai_work_out(self):
        """Work out all pay of these employees anew."""
        self.env["ipai.bir.compensation"].sudo().search(
            [("employee_id", "in", self.ids)]
        )._work_out()

    def _ipai_identity(self):
        """How BIR forms name the employee; the full name is never split.

        :return: {tin: nine digits or None, branch: five digits, last_name,
            first_name, middle_name}; texts are empty when nothing was typed
        """
        self.ensure_one()
        number, branch = tin_text.parse(self.ipai_tin) or (None, tin_text.HEAD_OFFICE)
        return {
            "tin": number,
            "branch": branch,
            "last_name": self.ipai_last_name or "",
            "first_name": self.ipai_first_name or "",
            "middle_name": self.ipai_middle_name or "",
        }
