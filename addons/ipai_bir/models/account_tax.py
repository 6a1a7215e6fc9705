# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
from collections import defaultdict
from fnmatch import fnmatchcase

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import file_open, float_compare

TAX_CLASSES = [
    ("sale_vatable", "Sale: VATable"),
    ("sale_government", "Sale: to government"),
    ("sale_zero_rated", "Sale: zero-rated"),
    ("sale_exempt", "Sale: exempt"),
    ("sale_percentage", "Sale: subject to percentage tax"),
    ("purchase_goods", "Purchase: goods"),
    ("purchase_services", "Purchase: services"),
    ("purchase_capital_goods", "Purchase: capital goods"),
    ("purchase_nonresident_services", "Purchase: services of non-residents"),
    ("purchase_import", "Purchase: importation"),
    ("purchase_other", "Purchase: other with input tax"),
    ("purchase_no_input_tax", "Purchase: domestic, no input tax"),
    ("purchase_import_exempt", "Purchase: exempt importation"),
    ("withholding_expanded", "Withholding: expanded, by us"),
    ("withholding_exempt", "Withholding: none, payee is exempt"),
    ("withholding_received", "Withholding: income tax, by our customers"),
    ("withholding_vat_received", "Withholding: VAT, by government customers"),
    (
        "withholding_percentage_received",
        "Withholding: percentage tax, by government customers",
    ),
    ("withholding_final", "Withholding: final, by us"),
    ("withholding_final_treaty", "Withholding: final at a treaty rate, by us"),
    ("withholding_final_interest", "Withholding: final on deposit interest, by us"),
    ("withholding_vat", "Withholding: VAT, by us"),
    ("outside", "Outside BIR returns"),
]
HINTS = "ipai_bir/data/tax_class_hints.csv"


class AccountTax(models.Model):
    _inherit = "account.tax"

    ipai_tax_class = fields.Selection(
        selection=TAX_CLASSES,
        string="BIR classification",
        index="btree_not_null",
        tracking=True,
        help="What this tax is in BIR returns. Returns are computed from this field "
        "alone; a tax that is used without it stops the computation by name.",
    )

    def write(self, vals):
        """A finance reviewer who is no accounting manager may only classify."""
        if (
            not self.env.su
            and set(vals) - {"ipai_tax_class"}
            and self.env.user.has_group("ipai_base.group_reviewer")
            and not self.env.user.has_group("account.group_account_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only an accounting manager may change a tax. As finance reviewer "
                    "you may change its BIR classification."
                )
            )
        return super().write(vals)

    def _ipai_prefill_tax_class(self):
        """Classify what the hints are sure of and nobody has classified yet.

        A hint fits by use, rate, ATC and the chart's own name of the tax, so a tax
        that somebody changed to mean something else stays for a person to decide.
        """
        taxes = self.filtered(
            lambda tax: not tax.ipai_tax_class and tax.amount_type != "group"
        )
        with file_open(HINTS) as file:
            hints = list(csv.DictReader(file))
        names = taxes._ipai_template_names()
        found = defaultdict(self.browse)
        for tax in taxes:
            hint = next((h for h in hints if tax._ipai_fits(h, names[tax.id])), None)
            if hint:
                found[hint["class"]] |= tax
        for tax_class, classified in found.items():
            classified.sudo().with_context(tracking_disable=True).write(
                {"ipai_tax_class": tax_class}
            )

    def _ipai_template_names(self):
        """{tax id: name of the tax in its chart template, or ""}."""
        return {
            tax_id: xmlid.split(".", 1)[-1].split("_", 1)[-1] if xmlid else ""
            for tax_id, xmlid in self.get_external_id().items()
        }

    def _ipai_fits(self, hint, template_name):
        """Whether a row of the hint table speaks of this tax."""
        amount = hint["amount"]
        return (
            hint["type_tax_use"] == self.type_tax_use
            and fnmatchcase(template_name, hint["template"])
            and fnmatchcase(self.l10n_ph_atc or "", hint["atc"])
            and (
                self.amount < 0
                if amount == "negative"
                else not float_compare(self.amount, float(amount), precision_digits=4)
            )
        )

    @api.model
    def _ipai_unclassified(self, companies):
        """Taxes of the companies that no return could place, archived ones included."""
        return self._ipai_of(companies).filtered(
            lambda tax: not tax.ipai_tax_class and tax.amount_type != "group"
        )

    @api.model
    def _ipai_of(self, companies):
        """All taxes that entries of the companies can carry; a computation looks them
        up once."""
        owners = companies | companies.parent_ids
        taxes = self.sudo().with_context(active_test=False)
        read = self.env.context.get("ipai_bir_books")
        if read is None:
            return taxes.search([("company_id", "in", owners.ids)])
        if (key := frozenset(owners.ids)) not in read.taxes:
            read.taxes[key] = taxes.search([("company_id", "in", owners.ids)]).ids
        return taxes.browse(read.taxes[key])

    def _ipai_cost_shares(self):
        """Parts of input taxes that the tax puts into the cost: on an expense account,
        or without an account, where Odoo books them with what was bought. They are
        paid, but never claimed (NIRC Sec. 110(A), 34).
        """
        purchases = self.filtered(
            lambda tax: (tax.ipai_tax_class or "").startswith("purchase_")
        )
        return purchases.repartition_line_ids.filtered(
            lambda share: (
                share.repartition_type == "tax"
                and share.factor_percent > 0
                and (share.account_id.account_type or "expense").startswith("expense")
            )
        )

    def _ipai_claimed_shares(self):
        """Parts of taxes that count as their amount: what is owed or claimed, not the
        counterpart of what we assess on ourselves, nor what is a cost."""
        owed = self.repartition_line_ids.filtered(
            lambda share: share.repartition_type == "tax" and share.factor_percent > 0
        )
        return owed - self._ipai_cost_shares()

    def _ipai_owed_shares(self):
        """Parts of taxes that we owe the BIR for somebody else: what we withhold, and
        the counterpart of what we assess on ourselves."""
        return self.repartition_line_ids.filtered(
            lambda share: (
                share.repartition_type == "tax"
                and share.factor_percent * share.tax_id.amount < 0
            )
        )

    def _ipai_due_when(self):
        """When the tax counts: "booked", "paid" (cash basis) or "withheld".

        "withheld" taxes stand on the invoice too, but only the payment owes them.
        The field exists where l10n_account_withholding_tax is installed (19.0).
        """
        self.ensure_one()
        field = "is_withholding_tax_on_payment"
        if field in self._fields and self[field]:
            return "withheld"
        return "paid" if self.tax_exigibility == "on_payment" else "booked"
