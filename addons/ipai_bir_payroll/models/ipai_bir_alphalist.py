# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cache

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import file_open

from odoo.addons.ipai_bir.tools import dat_file

from .ipai_bir_return_payroll import ANNUAL

LAYOUT = "ipai_bir_payroll/data/dat/1604c.csv"


@cache
def _layout():
    with file_open(LAYOUT) as file:
        return dat_file.load("1604c", file.read())


class IpaiBirAlphalist(models.Model):
    """The alphalist of employees that goes with Form 1604-C, as a DAT file."""

    _inherit = "ipai.bir.return"

    @api.model
    def _alphalist_layout(self):
        return _layout()

    def _alphalist_file(self):
        """(file name, bytes) of the alphalist.

        :raises DatError: with every problem of every employee
        """
        self.ensure_one()
        self._refuse_without_payroll()
        layout = self._alphalist_layout()
        header = self._alphalist_header()
        records = [dat_file.Record(layout.header, header)]
        for year in self._employee_years().sorted(lambda y: y._alphalist_order()):
            records.append(year._alphalist_record())
        return dat_file.name(layout, header), dat_file.write(layout, records)

    @api.model
    def _dat_layouts(self):
        """The reader of files knows the alphalist too."""
        return {**super()._dat_layouts(), "1604c": self._alphalist_layout()}

    def _dat_attempt(self, list_code=None):
        files, problems = super()._dat_attempt(list_code)
        asked = list_code in (None, "alphalist_1604c")
        if asked and self.form_id.code == ANNUAL and self._employee_years():
            try:
                files = [*files, self._alphalist_file()]
            except dat_file.DatError as error:
                problems = [*problems, *map(str, error.problems)]
        return files, problems

    def _store_proof(self, confirmation=None):
        """What is kept is read by more people than know salaries: without names."""
        return super(
            IpaiBirAlphalist, self.with_context(ipai_without_names=True)
        )._store_proof(confirmation)

    def _alphalist_header(self):
        number, branch = self.company_id._ipai_tin() or (None, "00000")
        return {"tin": number, "branch": branch, "date": self.date_to}

    def _refuse_without_payroll(self):
        if not (
            self.env.su or self.env.user.has_group("ipai_bir_payroll.group_payroll")
        ):
            raise AccessError(
                self.env._(
                    "The alphalist names employees and their pay: ask somebody of "
                    "payroll for it."
                )
            )
