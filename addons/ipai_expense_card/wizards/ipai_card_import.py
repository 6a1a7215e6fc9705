# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import io
from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import statement_file, statement_row

SHOWN_PROBLEMS = 50


class IpaiCardImport(models.TransientModel):
    """One statement file on its way into the records: all of it, or nothing."""

    _name = "ipai.card.import"
    _description = "Import a Card Statement"

    card_id = fields.Many2one("ipai.expense.card", required=True)
    company_id = fields.Many2one(related="card_id.company_id")
    currency_id = fields.Many2one(related="card_id.currency_id")
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    template = fields.Binary(compute="_compute_template")
    template_name = fields.Char(compute="_compute_template")
    date_from = fields.Date(string="From", help="Empty: the first line's date.")
    date_to = fields.Date(string="To", help="Empty: the last line's date.")
    balance_start = fields.Monetary(
        string="Opening Balance",
        compute="_compute_balance_start",
        store=True,
        readonly=False,
    )
    balance_end = fields.Monetary(string="Closing Balance")
    is_balance_known = fields.Boolean(
        string="Check the Closing Balance",
        default=True,
        help="Without it, the closing balance is what the lines add up to.",
    )
    state = fields.Selection(
        [("choose", "Choose"), ("problems", "Problems"), ("ready", "Ready")],
        default="choose",
    )
    summary = fields.Text(readonly=True)
    problems = fields.Text(readonly=True)

    @api.depends("card_id")
    def _compute_balance_start(self):
        for wizard in self:
            wizard.balance_start = wizard.card_id.statement_ids[:1].balance_end

    @api.depends("card_id")
    def _compute_template(self):
        """A CSV file with the columns of the card's mapping and one example row."""
        for wizard in self:
            mapping = wizard.card_id._mapping() if wizard.card_id else {}
            columns = [
                (name, mapping[name])
                for name in ("date", "posted", "description", "merchant", "amount")
                + ("credit", "currency", "original", "reference")
                if mapping.get(name)
            ]
            output = io.StringIO()
            writer = csv.writer(output)
            writer.writerow([column for _name, column in columns])
            writer.writerow([wizard._example(name) for name, _column in columns])
            content = output.getvalue().encode("utf-8-sig")
            wizard.template = base64.b64encode(content) if columns else False
            wizard.template_name = f"card {wizard.card_id.last_four or ''}.csv"

    def _example(self, name):
        days = {
            "month_first": "03/31/2026",
            "day_first": "31/03/2026",
            "iso": "2026-03-31",
        }
        sign = "-" if self.card_id.charges_are_negative else ""
        return {
            "date": days[self.card_id.date_format],
            "posted": days[self.card_id.date_format],
            "description": "GASOLINE STATION MAKATI",
            "merchant": "GASOLINE STATION",
            "amount": f"{sign}1500.00",
        }.get(name, "")

    def action_check(self):
        """Read the file and say what would be imported, or what is wrong where."""
        self.ensure_one()
        values, problems, known = self._read()
        if problems:
            shown = problems[:SHOWN_PROBLEMS]
            if len(problems) > SHOWN_PROBLEMS:
                shown.append(
                    self.env._(
                        "… and %(count)s more.", count=len(problems) - SHOWN_PROBLEMS
                    )
                )
            self.write(
                {
                    "state": "problems",
                    "problems": "\n".join(shown),
                    "summary": self.env._(
                        "Nothing was imported: %(count)s rows cannot be read.",
                        count=len(problems),
                    ),
                }
            )
        else:
            total = sum(value["amount"] for value in values)
            self.write(
                {
                    "state": "ready",
                    "problems": False,
                    "summary": self.env._(
                        "%(count)s lines over %(total)s; %(known)s were imported "
                        "before and are left out.",
                        count=len(values),
                        total=self.currency_id.format(float(total)),
                        known=known,
                    ),
                }
            )
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Statement"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_import(self):
        """Create the statement with its lines and match them."""
        self.ensure_one()
        values, problems, _known = self._read()
        if problems:
            return self.action_check()
        total = sum(value["amount"] for value in values)
        end = self.balance_end
        if not self.is_balance_known:
            end = self.balance_start + float(total)
        dates = [value["date_posted"] or value["date"] for value in values]
        statement = self.env["ipai.card.statement"].create(
            {
                "card_id": self.card_id.id,
                "date_from": self.date_from or min(value["date"] for value in values),
                "date_to": self.date_to or max(dates),
                "balance_start": self.balance_start,
                "balance_end": end,
                "line_ids": [Command.create(self._line_values(one)) for one in values],
            }
        )
        statement._match()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ipai.card.statement",
            "res_id": statement.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _line_values(self, value):
        currency = self._currencies().get(value["original_currency"])
        if currency == self.currency_id:
            currency = self.env["res.currency"]
        return {
            **{
                name: value[name]
                for name in ("date", "date_posted", "description", "merchant")
                + ("reference", "line_hash")
            },
            "amount": float(value["amount"]),
            "original_currency_id": currency.id if currency else False,
            "original_amount": float(value["original_amount"] or 0)
            if currency
            else False,
        }

    def _currencies(self):
        currencies = self.env["res.currency"].with_context(active_test=False).search([])
        return {currency.name: currency for currency in currencies}

    def _read(self):
        """:return: (values of new lines, problems as sentences, count of known lines)
        :raises UserError: when the file as a whole cannot be imported"""
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        content = base64.b64decode(self.file)
        try:
            rows, mapping = self._rows(content)
        except statement_file.UnreadableFile as error:
            raise UserError(str(error)) from error
        values, problems = self._parse(rows, mapping)
        if not values and not problems:
            raise UserError(self.env._("The file has no lines."))
        known = set(
            self.env["ipai.card.line"]
            .search([("card_id", "=", self.card_id.id)])
            .mapped("line_hash")
        )
        new = [value for value in values if value["line_hash"] not in known]
        if values and not new:
            raise UserError(self.env._("Every line of this file was imported before."))
        return new, problems, len(values) - len(new)

    def _rows(self, content):
        mapping = self.card_id._mapping()
        if statement_file.is_ofx(content, self.filename):
            rows, _balance = statement_file.read_ofx(content)
            plain = dict.fromkeys(mapping, "")
            names = ("date", "amount", "description", "reference")
            return rows, {
                **plain,
                **{name: name for name in names},
                "date_format": "iso",
                "charges_are_negative": False,
            }
        rows = statement_file.read_table(content, self.filename)
        columns = set(rows[0]) if rows else set()
        wanted = ["date", "description", "amount"]
        missing = [mapping[name] for name in wanted if mapping[name] not in columns]
        if missing:
            raise statement_file.UnreadableFile(
                self.env._(
                    "The file has no column “%(missing)s”. It has: %(columns)s. Change "
                    "the columns on the card %(card)s.",
                    missing="”, “".join(missing),
                    columns=", ".join(sorted(filter(None, columns))),
                    card=self.card_id.display_name,
                )
            )
        return rows, mapping

    def _parse(self, rows, mapping):
        values, problems, seen = [], [], Counter()
        currencies = self._currencies()
        for row in rows:
            try:
                value = statement_row.parse_row(row, mapping)
                if not value["amount"]:
                    continue
                code = value["original_currency"]
                if code and code not in currencies:
                    raise statement_row.BadCell(f"“{code}” is no currency.")
            except statement_row.BadCell as error:
                problems.append(
                    self.env._("Row %(row)s: %(problem)s", row=row[None], problem=error)
                )
                continue
            first = statement_row.line_hash(value, 0)
            value["line_hash"] = statement_row.line_hash(value, seen[first])
            seen[first] += 1
            values.append(value)
        return values, problems
