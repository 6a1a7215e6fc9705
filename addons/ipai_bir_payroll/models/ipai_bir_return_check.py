# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

SHOWN = 12


class IpaiBirReturnCheck(models.Model):
    _inherit = "ipai.bir.return.check"

    def _payroll_names(self):
        """Names of the employees a finding of payroll speaks of, as one text."""
        self.ensure_one()
        if not self.res_model or not self.domain:
            return ""
        records = self.env[self.res_model].search([tuple(leaf) for leaf in self.domain])
        employees = records if records._name == "hr.employee" else records.employee_id
        names = sorted(set(employees.mapped("name")))
        more = len(names) - SHOWN
        shown = ", ".join(names[:SHOWN])
        if more > 0:
            return self.env._("%(names)s and %(count)s more.", names=shown, count=more)
        return f"{shown.removesuffix('.')}." if shown else ""
