# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ipai_bir.tools import table_file

from ..tools import pay_file


class IpaiBirCompensationImport(models.TransientModel):
    """One file of pay on its way into the records: all of it, or nothing."""

    _name = "ipai.bir.compensation.import"
    _description = "Import of pay"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    frequency = fields.Selection(
        selection=lambda self: (
            self.env["ipai.bir.compensation"]._fields["frequency"].selection
        ),
        required=True,
        default="monthly",
        help="Of rows that say none.",
    )
    state = fields.Selection(
        [("choose", "Choose"), ("problems", "Problems"), ("ready", "Ready")],
        default="choose",
    )
    summary = fields.Char(readonly=True)
    line_ids = fields.One2many(
        "ipai.bir.compensation.import.line", "import_id", readonly=True
    )

    def action_template(self):
        """Download an empty file with every column."""
        return {
            "type": "ir.actions.act_url",
            "url": "/ipai_bir_payroll/template.xlsx",
            "target": "new",
        }

    @api.model
    def template(self):
        """XLSX bytes of the file to fill in, with one row as example."""
        example = {
            pay_file.EMPLOYEE: "Maria Reyes",
            pay_file.TIN: "901-234-567-00000",
            pay_file.FROM: "2026-09-01",
            pay_file.TO: "2026-09-30",
            pay_file.PAID_ON: "2026-09-30",
            pay_file.FREQUENCY: "monthly",
            "Basic salary": 50000,
            "Rice subsidy": 2500,
            "SSS or GSIS": 1750,
            "PhilHealth": 1250,
            "Pag-IBIG": 200,
            pay_file.TAX: 4568.40,
        }
        columns = list(pay_file.COLUMNS)
        return table_file.write(columns, [[example.get(name) for name in columns]])

    def action_check(self):
        """Read the file and show what it would do, or what is wrong with it."""
        self.ensure_one()
        rows = self._rows()
        problems = [problem for row in rows for problem in row.problems]
        if problems:
            lines = [self._problem_line(problem) for problem in problems]
            summary = self.env._(
                "Problems: %(problems)s, rows with problems: %(rows)s. Nothing is "
                "imported until the file has none.",
                problems=len(problems),
                rows=len({problem.row for problem in problems}),
            )
        else:
            lines = [self._preview_line(row) for row in rows]
            kinds = Counter(line["kind"] for line in lines)
            summary = self.env._(
                "%(new)s new, %(changed)s changed, %(same)s unchanged.",
                new=kinds["new"],
                changed=kinds["changed"],
                same=kinds["same"],
            )
        self.write(
            {
                "state": "problems" if problems else "ready",
                "summary": summary,
                "line_ids": [Command.clear(), *map(Command.create, lines)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import pay"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_import(self):
        """Take the whole file over; a file with a problem changes nothing.

        :raises UserError: when the file has problems by now
        """
        self.ensure_one()
        rows = self._rows()
        problems = [problem for row in rows for problem in row.problems]
        if problems:
            raise UserError(
                "\n".join(
                    self.env._(
                        "Row %(row)s, %(column)s: %(text)s",
                        row=problem.row,
                        column=problem.column,
                        text=problem.text,
                    )
                    for problem in problems
                )
            )
        pays = self._apply(rows)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported pay"),
            "res_model": "ipai.bir.compensation",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", pays.ids)],
        }

    def _apply(self, rows):
        """Create and change the pay of the rows, and work it out once at the end."""
        model = self.env["ipai.bir.compensation"].with_context(ipai_work_out_later=True)
        pays, new = model, []
        for row in rows:
            if not row.pay:
                new.append(self._values(row))
                continue
            changes = self._changes(row)
            if changes:
                row.pay.with_context(ipai_work_out_later=True).write(changes)
            pays |= row.pay
        pays |= model.create(new)
        pays.sudo()._work_out()
        return pays.with_context(ipai_work_out_later=False)

    def _problem_line(self, problem):
        return {
            "number": problem.row,
            "kind": "problem",
            "column": problem.column,
            "value": problem.value,
            "text": problem.text,
        }

    def _preview_line(self, row):
        changes = self._changes(row) if row.pay else {}
        return {
            "number": row.number,
            "kind": "new" if not row.pay else "changed" if changes else "same",
            "employee_name": row.found.name,
            "period": f"{row.period[0]} – {row.period[1]}",
            "text": self._preview_text(row, changes),
        }

    def _preview_text(self, row, changes):
        labels = {code: label for label, code in pay_file.AMOUNTS.items()}
        kinds = {kind: label for label, kind in pay_file.BENEFITS.items()}
        if not row.pay:
            said = [(labels[k], v) for k, v in row.values.items() if k in labels and v]
            said += [(kinds[k], v) for k, (v, _days) in row.benefits.items() if v]
            return ", ".join(f"{label} {amount:,.2f}" for label, amount in said)
        parts = [
            f"{labels[name]} {row.pay[name]:,.2f} → {value:,.2f}"
            if name in labels
            else f"{row.pay._fields[name].string}"
            for name, value in changes.items()
            if name != "benefit_ids"
        ]
        if "benefit_ids" in changes:
            there = {benefit.kind: benefit.amount for benefit in row.pay.benefit_ids}
            parts += [
                f"{kinds[kind]} {there.get(kind, 0):,.2f} → {amount:,.2f}"
                for kind, (amount, _days) in row.benefits.items()
                if there.get(kind, 0) != float(amount)
            ] or [row.pay._fields["benefit_ids"].string]
        return ", ".join(parts)
