# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.ipai_bir.tools import table_file
from odoo.addons.ipai_bir.tools import tin as tin_text

from ..tools import pay_file

_AMOUNT_FIELDS = frozenset(pay_file.AMOUNTS.values())


class IpaiBirCompensationImportRows(models.TransientModel):
    """How the rows of a file find their employees and the pay they change."""

    _inherit = "ipai.bir.compensation.import"

    def _rows(self):
        """Rows of the file with employee, existing pay and every problem.

        :raises UserError: when the file as a whole cannot be read
        """
        content = base64.b64decode(self.file or b"")
        try:
            found = table_file.read(content, self.filename or "", pay_file.COLUMNS)
        except table_file.TableError as error:
            raise UserError(str(error)) from error
        if not found:
            raise UserError(self.env._("The file has no rows below its heading."))
        rows = pay_file.understand(found, self._present(found))
        self._find_employees(rows)
        self._find_pay(rows)
        return rows

    def _present(self, found):
        """Columns somebody filled: of an empty one the file says nothing."""
        return {name for row in found for name, text in row.values.items() if text}

    def _find_employees(self, rows):
        employees = (
            self.env["hr.employee"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
        )
        by_tin, by_name = defaultdict(self.env["hr.employee"].browse), {}
        for employee in employees:
            number = employee._ipai_identity()["tin"]
            if number:
                by_tin[number] |= employee
            key = " ".join(employee.name.casefold().split())
            by_name[key] = by_name.get(key, self.env["hr.employee"]) | employee
        for row in rows:
            row.found = self._find_employee(row, by_tin, by_name)

    def _find_employee(self, row, by_tin, by_name):
        none = self.env["hr.employee"]
        if row.tin:
            parsed = tin_text.parse(row.tin)
            if not parsed:
                row.refuse(
                    pay_file.TIN,
                    row.tin,
                    self.env._("Write it like 901-234-567-00000."),
                )
                return none
            if parsed[0] in by_tin:
                return self._only(row, pay_file.TIN, row.tin, by_tin[parsed[0]])
        name = " ".join(row.employee.casefold().split())
        if name in by_name:
            return self._only(row, pay_file.EMPLOYEE, row.employee, by_name[name])
        if row.employee or row.tin:
            row.refuse(
                pay_file.EMPLOYEE,
                row.employee or row.tin,
                self.env._(
                    "%(company)s has no employee of this name or TIN: create the "
                    "employee first, or correct the row.",
                    company=self.company_id.name,
                ),
            )
        return none

    def _only(self, row, column, value, employees):
        if len(employees) > 1:
            row.refuse(
                column,
                value,
                self.env._("%s employees are called so: add the TIN.", len(employees)),
            )
            return employees.browse()
        return employees

    def _find_pay(self, rows):
        """The pay a row changes, and rows whose month is filed."""
        model = self.env["ipai.bir.compensation"]
        filed, seen = {}, {}
        existing = {
            (pay.employee_id, pay.date_from, pay.date_to): pay
            for pay in model.search(
                [("employee_id", "in", [row.found.id for row in rows])]
            )
        }
        for row in rows:
            row.pay = existing.get((row.found, *row.period), model)
            key = (row.found, *row.period)
            if row.found and key in seen and not row.problems:
                row.refuse(
                    pay_file.EMPLOYEE,
                    row.employee,
                    self.env._(
                        "The same employee and period are in row %s already: keep one "
                        "of the two.",
                        seen[key],
                    ),
                )
            seen.setdefault(key, row.number)
            if not row.problems and (not row.pay or self._changes(row)):
                self._refuse_filed(row, filed)

    def _refuse_filed(self, row, filed):
        model = self.env["ipai.bir.compensation"]
        for day in {row.values["paid_on"], row.pay.paid_on or row.values["paid_on"]}:
            if day not in filed:
                filed[day] = model._filed_for(self.company_id, day)
            if filed[day]:
                row.refuse(
                    pay_file.PAID_ON,
                    day,
                    self.env._(
                        "%s is filed: amend it first, or correct the pay in a later "
                        "month.",
                        filed[day].name,
                    ),
                )

    def _values(self, row):
        """Values of a new pay."""
        return {
            "frequency": self.frequency,
            **row.values,
            **{k: float(v) for k, v in row.values.items() if k in _AMOUNT_FIELDS},
            "employee_id": row.found.id,
            "company_id": self.company_id.id,
            "origin": "file",
            "benefit_ids": [
                Command.create(
                    {"kind": kind, "amount": float(amount), "quantity": float(days)}
                )
                for kind, (amount, days) in row.benefits.items()
                if amount
            ],
        }

    def _changes(self, row):
        """What a row changes of its pay; empty when it says the same."""
        pay, changes = row.pay, {}
        for name, value in row.values.items():
            if name in _AMOUNT_FIELDS:
                if pay._decimal(name) != value:
                    changes[name] = float(value)
            elif pay[name] != value:
                changes[name] = value
        commands = []
        there = {benefit.kind: benefit for benefit in pay.benefit_ids}
        for kind, (amount, days) in row.benefits.items():
            benefit = there.get(kind)
            said = {"amount": float(amount), "quantity": float(days)}
            if not benefit and amount:
                commands.append(Command.create({"kind": kind, **said}))
            elif benefit and not amount:
                commands.append(Command.delete(benefit.id))
            elif benefit and (benefit.amount, benefit.quantity) != tuple(said.values()):
                commands.append(Command.update(benefit.id, said))
        if commands:
            changes["benefit_ids"] = commands
        return changes
