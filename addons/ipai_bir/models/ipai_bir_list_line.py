# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal
from io import StringIO
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools import copy_file, dat_file, formula
from ..tools.tax_list import LISTS

IDENTITY = [
    "tin",
    "branch",
    "company_name",
    "last_name",
    "first_name",
    "middle_name",
    "address_1",
    "address_2",
]
IMPORTATION = [
    "entry_number",
    "assessment_date",
    "importation_date",
    "country",
    "dutiable_value",
    "charges",
    "payment_reference",
    "payment_date",
]
TYPED = {*IDENTITY, "nature", *IMPORTATION}
AMOUNTS = [
    *("base", "tax", "exempt", "zero_rated", "taxable", "services"),
    *("capital_goods", "goods", "dutiable_value", "charges"),
]
AT_ONCE = 2000
# all that a file takes of a line
FILED = [
    *IDENTITY,
    *AMOUNTS,
    *IMPORTATION,
    "atc",
    "rate",
    "is_exempt",
    "edits",
    "payee",
]
# what a line calls otherwise than the file
NAMES = {
    "payee_tin": "tin",
    "payee_branch": "branch",
    "income": "base",
}


class IpaiBirListLine(models.Model):
    """One line of a list that is filed with a return: a partner's amounts of a tax
    code or month, or one importation."""

    _name = "ipai.bir.list.line"
    _inherit = ["ipai.bir.return.content"]
    _description = "Line of a list of a BIR return"
    _order = "return_id, list_code, month, sequence, id"
    _rec_name = "payee"

    return_id = fields.Many2one(
        "ipai.bir.return", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    list_code = fields.Selection(
        selection=lambda self: self._list_codes(),
        string="List",
        required=True,
        readonly=True,
    )
    sequence = fields.Integer(
        readonly=True, aggregator=None, help="Number of the line in its file."
    )
    key = fields.Char(readonly=True, help="The same line when the list is read anew.")
    month = fields.Date(required=True, readonly=True, help="First day of the month.")
    period = fields.Char(compute="_compute_period")
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict")
    payee = fields.Char(
        string="Name", readonly=True, help="The name as the file sorts it."
    )
    tin = fields.Char(string="TIN", size=9)
    branch = fields.Char(string="Branch code", size=5)
    company_name = fields.Char(string="Registered name")
    last_name = fields.Char(string="Last name")
    first_name = fields.Char(string="First name")
    middle_name = fields.Char(string="Middle name")
    address_1 = fields.Char(string="Street")
    address_2 = fields.Char(string="City")
    atc = fields.Char(string="ATC", readonly=True)
    rate = fields.Float(
        string="Rate (%)", digits=(5, 2), readonly=True, aggregator=None
    )
    nature = fields.Char(
        string="Nature of the payment",
        help="Stands in the file only when it was typed here; 50 characters fit.",
    )
    is_exempt = fields.Boolean(
        string="Nothing withheld",
        readonly=True,
        help="The payee stands in the schedule of those exempt from withholding.",
    )
    base = fields.Monetary(string="Tax base", readonly=True)
    tax = fields.Monetary(readonly=True)
    exempt = fields.Monetary(readonly=True)
    zero_rated = fields.Monetary(string="Zero-rated", readonly=True)
    taxable = fields.Monetary(readonly=True)
    services = fields.Monetary(readonly=True)
    capital_goods = fields.Monetary(string="Capital goods", readonly=True)
    goods = fields.Monetary(string="Other goods", readonly=True)
    entry_number = fields.Char(string="Import entry no.")
    assessment_date = fields.Date(string="Assessed on")
    importation_date = fields.Date(string="Imported on")
    country = fields.Char(string="Country of origin")
    dutiable_value = fields.Monetary(string="Dutiable value")
    charges = fields.Monetary(
        string="Other charges", help="Charges before the release from customs."
    )
    payment_reference = fields.Char(string="Official receipt")
    payment_date = fields.Date(string="VAT paid on")
    edits = fields.Json(readonly=True, help="What was typed here, by field.")
    is_edited = fields.Boolean(compute="_compute_is_edited", string="Typed")
    problems = fields.Text(
        readonly=True, help="What keeps the line out of the file, and what to do."
    )
    origin = fields.Json(
        readonly=True, help="Taxes, partners or entry whose journal items it adds up."
    )
    form_code = fields.Char(related="return_id.form_code", string="Form")
    is_open = fields.Boolean(compute="_compute_is_open")

    _sql_constraints = [
        ("once", "UNIQUE(return_id, key)", "A list has each line once."),
    ]

    @api.model
    def _list_codes(self):
        return [(code, item.title) for code, item in LISTS.items()]

    @api.depends("month")
    def _compute_period(self):
        for line in self:
            line.period = format_date(self.env, line.month, date_format="MMM y")

    @api.depends("edits")
    def _compute_is_edited(self):
        for line in self:
            line.is_edited = bool(line.edits)

    @api.depends("return_id.state")
    def _compute_is_open(self):
        for line in self:
            line.is_open = line.return_id.state == "computed"

    @api.model
    def _forget(self, record):
        """Delete the lines of a return that is computed anew."""
        self.flush_model()
        query = SQL(
            "DELETE FROM %s WHERE return_id = %s",
            SQL.identifier(self._table),
            record.id,
        )
        self.env.cr.execute(query)
        self.invalidate_model()

    @api.model
    def _store(self, lines):
        """Insert lines of one list, as they come, by COPY.

        A list can have tens of thousands of lines, and nothing of theirs is computed or
        validated when they are made.

        :param lines: iterable of values
        """
        now, user = fields.Datetime.now(), self.env.uid
        logged = {"create_date": now, "write_date": now}
        logged.update(create_uid=user, write_uid=user)
        tail = "\t".join(copy_file.text(value) for value in logged.values())
        lines = iter(lines)
        # making a line may read the database, which does nothing else during a COPY
        while part := list(islice(lines, AT_ONCE)):
            columns = sorted({name for line in part for name in line})
            query = SQL(
                "COPY %s (%s) FROM STDIN",
                SQL.identifier(self._table),
                SQL(", ").join(SQL.identifier(name) for name in [*columns, *logged]),
            )
            rows = (
                "\t".join([*(copy_file.text(line.get(x)) for x in columns), tail])
                for line in part
            )
            self.env.cr.copy_expert(query.code, StringIO("\n".join(rows)))
        self.invalidate_model()

    def write(self, vals):
        """Keep what a person types for the next time the list is read.

        Amounts come from the books and are corrected there.
        """
        if self.env.context.get("ipai_list_reading"):
            return super().write(vals)
        self.return_id.check_access("write")
        self.return_id._refuse_locked()
        others = sorted(set(vals) - TYPED)
        if others:
            raise UserError(
                self.env._(
                    "%s comes from the posted entries: correct the entry, then "
                    "compute the return again.",
                    ", ".join(self._fields[name].string for name in others),
                )
            )
        for line in self:
            line.return_id._keep_list_edits(line.key, line._kept(vals))
            edits = {**(line.edits or {}), **line._kept(vals)}
            reading = line.with_context(ipai_list_reading=True).sudo()
            reading.write({**vals, "edits": edits})
            reading.write(
                {
                    "payee": line.return_id._sort_name(line),
                    "problems": line._found_problems(),
                }
            )
        return True

    def _kept(self, vals):
        """The typed values as JSON keeps them."""
        return {
            name: fields.Date.to_string(fields.Date.to_date(value))
            if self._fields[name].type == "date" and value
            else value
            for name, value in vals.items()
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reading(self):
        if not self.env.context.get("ipai_list_reading"):
            raise UserError(
                self.env._(
                    "Lines of a list follow the posted entries: correct the entry, "
                    "then compute the return again."
                )
            )

    def action_forget_edits(self):
        """Let the lines say again what the books and the partner say."""
        self.return_id.check_access("write")
        for record in self.return_id:
            record._refuse_locked()
            lines = self.filtered(lambda line, of=record: line.return_id == of)
            record._forget_list_edits(lines.mapped("key"))
            record.sudo()._read_lists()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_lines(self):
        """The journal items the line adds up."""
        self.ensure_one()
        record, origin = self.return_id, self.origin or {}
        title = f"{self._list_title()}, {self.payee or self.env._('no partner')}"
        ledger = self.env["ipai.bir.ledger"].sudo()
        taxes = self.env["account.tax"].sudo().browse(origin["taxes"])
        item = LISTS[self.list_code]
        if item.by == "entry":
            domain = [
                ("move_id", "=", origin["entry"]),
                "|",
                *ledger.lines_domain("tax_base", taxes),
                *ledger.lines_domain("tax_amount", taxes),
            ]
            return record._lines_action(title, domain, item.base_sign)
        period = record._list_period(self.month if item.by == "month" else None)
        domains = [
            ledger.lines_domain_for(period, taxes, partner_id)
            for partner_id in origin["partners"]
        ]
        if len(domains) == 1:
            return record._lines_action(title, domains[0], item.base_sign)
        items = self.env["account.move.line"].sudo()
        ids = {found for domain in domains for found in items.search(domain).ids}
        return record._lines_action(title, [("id", "in", sorted(ids))], item.base_sign)

    def _list_title(self):
        return dict(self._fields["list_code"]._description_selection(self.env))[
            self.list_code
        ]

    def action_open_partner(self):
        """The partner, to correct name, TIN or address."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(
                self.env._("The entries have no partner: open them and set it.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def _found_problems(self):
        """What is wrong with the line, a sentence a line; False when nothing."""
        self.ensure_one()
        values = {name: self[name] for name in self._fields}
        values["partner_id"] = self.partner_id.id
        return self._problems(self.return_id, values)

    @api.model
    def _problems(self, record, values, known=None):
        """What keeps a line with these values out of its file; False when nothing.

        :param known: see `dat_file.check`
        """
        item, known = LISTS[values["list_code"]], {} if known is None else known
        if item.code not in known:
            known[item.code] = record._dat_layout(item.layout(record.form_code))
        layout = known[item.code]
        dat = self._dat_record(layout, item, values)
        told = dat_file.check(layout, dat, known)
        found = [problem.text for problem in told]
        if any(p.field == "company_name" and "long" in p.text for p in told):
            found.append(
                self.env._("The partner can keep a shorter name for all BIR files.")
            )
        vat = values.get("partner_id") and self._typed_tin(values)
        if vat:
            found.insert(0, self.env._("The Tax ID “%s” is no TIN.", vat))
        if not values.get("partner_id") and item.by != "entry":
            found.insert(0, self.env._("The posted entries have no partner."))
        if item.by == "entry":
            found += self._importation_problems(values)
        return "\n".join(found) or False

    @api.model
    def _typed_tin(self, values):
        """The Tax ID of the partner when it is none that a file can hold."""
        if "tin" in (values.get("edits") or {}) or values.get("tin"):
            return False
        partner = self.env["res.partner"].sudo().browse(values["partner_id"])
        return False if partner._ipai_tin() else partner.commercial_partner_id.vat

    @api.model
    def _importation_problems(self, values):
        made_of = self._cents(values["dutiable_value"]) + self._cents(values["charges"])
        counted = self._cents(values["taxable"]) + self._cents(values["exempt"])
        if made_of != counted:
            yield self.env._(
                "Dutiable value and other charges make %(made_of)s, the bill's base "
                "is %(counted)s.",
                made_of=f"{made_of:,.2f}",
                counted=f"{counted:,.2f}",
            )

    @api.model
    def _cents(self, amount):
        if not amount:
            return formula.ZERO
        if isinstance(amount, Decimal):
            return formula.rounded(amount)
        return formula.rounded(Decimal(str(round(amount, 2))))

    @api.model
    def _dat_record(self, layout, item, values):
        """The line as a record of its file."""
        exempt = item.exempt and values.get("is_exempt")
        kind = item.exempt if exempt else item.detail
        edits = values.get("edits") or {}
        found = {}
        for field in layout.given[kind]:
            value = values.get(NAMES.get(field.name, field.name))
            if field.type == "amount":
                value = self._cents(value)
            elif field.type == "rate":
                value = Decimal(str(round(value or 0, 4)))
            elif field.type == "date":
                value = fields.Date.to_date(value or None)
            elif field.name == "nature":
                value = edits.get("nature")
            found[field.name] = value if isinstance(value, Decimal) else value or None
        return dat_file.Record(kind, found, values.get("payee") or "")
