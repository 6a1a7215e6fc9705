# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ..tools import edition_data, formula
from .account_tax import TAX_CLASSES
from .ipai_bir_box import ACCOUNT_TYPES_OF_19, HEADERS


class IpaiBirEdition(models.Model):
    """One printed edition of a form, valid for periods that end between two dates."""

    _name = "ipai.bir.edition"
    _description = "Edition of a BIR form"
    _order = "form_id, valid_from desc"

    form_id = fields.Many2one("ipai.bir.form", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    valid_from = fields.Date(
        required=True, help="First day on which a period may end to use this edition."
    )
    valid_to = fields.Date(help="Last such day; empty while the edition is in force.")
    source = fields.Text(help="The regulation, and what the boxes were compared with.")
    unit = fields.Selection(
        [("centavo", "Centavos"), ("peso", "Whole pesos")],
        required=True,
        default="centavo",
    )
    payable_box = fields.Char(
        help="Box that holds the amount payable of the whole return; empty for an "
        "information return."
    )
    tax_due_box = fields.Char(
        help="Box that holds the basic tax still due, before penalties."
    )
    surcharge_box = fields.Char()
    interest_box = fields.Char()
    compromise_box = fields.Char()
    lists = fields.Char(
        help="Codes of the lists that are filed with the return, separated by spaces."
    )
    part_ids = fields.One2many("ipai.bir.part", "edition_id", string="Parts")
    box_ids = fields.One2many("ipai.bir.box", "edition_id", string="Boxes")

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(valid_to IS NULL OR valid_to >= valid_from)",
            "An edition ends after it begins.",
        ),
    ]

    @api.depends("form_id.code", "name")
    def _compute_display_name(self):
        for edition in self:
            edition.display_name = f"{edition.form_id.code} {edition.name}"

    @api.constrains("form_id", "valid_from", "valid_to")
    def _check_one_at_a_time(self):
        for edition in self:
            others = edition.form_id.edition_ids - edition
            for other in others:
                if edition._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(one)s and %(other)s are both valid on the same day: "
                            "end the older one before the newer begins.",
                            one=edition.display_name,
                            other=other.display_name,
                        )
                    )

    def _overlaps(self, other):
        def starts_before_end_of(one, two):
            return not two.valid_to or one.valid_from <= two.valid_to

        return starts_before_end_of(self, other) and starts_before_end_of(other, self)

    def _unit(self):
        """What amounts are rounded to, as Decimal."""
        return formula.PESO if self.unit == "peso" else formula.CENTAVO

    def _in_unit(self, amount):
        """`amount` as the form wants it: centavos, or whole pesos."""
        return formula.rounded(amount, self._unit())

    @api.model
    def _for_period(self, form, date_to):
        """The edition of `form` for a period that ends on `date_to`; may be empty."""
        return self.search(
            [
                ("form_id", "=", form.id),
                ("valid_from", "<=", date_to),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", date_to),
            ],
            limit=1,
        )

    @api.model
    def load_folder(self, edition_xmlid, folder):
        """Bring the parts and boxes of an edition into line with its folder.

        Called by the edition's own form.xml at every update, so the folder is the
        one place where a box is written down.

        :raises EditionError: with every problem of the folder
        """
        edition = self.env.ref(edition_xmlid)
        with file_open(f"{folder}/parts.csv") as parts_file:
            parts_text = parts_file.read()
        with file_open(f"{folder}/boxes.csv") as boxes_file:
            boxes_text = boxes_file.read()
        parts, boxes = edition_data.read(
            parts_text, boxes_text, self._known_words(), edition._boxes_named()
        )
        gone_parts = edition._take(
            "ipai.bir.part", parts, lambda row: edition._part_values(row)
        )
        by_code = {part.code: part.id for part in edition.part_ids - gone_parts}
        gone_boxes = edition._take(
            "ipai.bir.box", boxes, lambda row: edition._box_values(row, by_code)
        )
        gone_boxes._drop()
        gone_parts._drop()
        return True

    @api.model
    def _known_words(self):
        """What an edition's data may name of this database."""
        types = self.env["account.account"]._fields["account_type"].selection
        forms = self.env["ipai.bir.form"].with_context(active_test=False).search([])
        return edition_data.Words(
            classes=frozenset(key for key, _label in TAX_CLASSES),
            account_types=frozenset(key for key, _label in types) | ACCOUNT_TYPES_OF_19,
            forms=frozenset(forms.mapped("code")),
            headers=frozenset(HEADERS),
        )

    def _boxes_named(self):
        """{field: box} of the edition's own fields that name a box."""
        names = ("payable", "tax_due", "surcharge", "interest", "compromise")
        return {f"{name}_box": self[f"{name}_box"] for name in names}

    def _take(self, model, rows, values_of):
        """Create or update one record a row under its own xmlid.

        :return: the records of the edition that no row speaks of any more
        """
        module, name = self.get_external_id()[self.id].split(".", 1)
        prefix = f"{module}.{name}_{model.rsplit('.', 1)[-1]}_"
        kept = self.env[model]._load_records(
            [
                {
                    "xml_id": prefix + row["code"].lower().replace(".", "_"),
                    "values": {
                        **values_of(row),
                        "edition_id": self.id,
                        "sequence": sequence,
                    },
                }
                for sequence, row in enumerate(rows, 1)
            ],
            update=True,
        )
        return self.env[model].search([("edition_id", "=", self.id)]) - kept

    def _part_values(self, row):
        names = ("code", "title", "section", "layout", "head_a", "head_b", "rows_from")
        values = {name: row.get(name) or False for name in names}
        return {**values, "active": True}

    def _box_values(self, row, part_ids):
        names = (
            *("code", "item", "side", "label", "kind", "sign", "formula"),
            *("advice_when", "advice", "reads", "value_type", "carry"),
        )
        return {
            **{name: row[name] or False for name in names},
            "part_id": part_ids[row["part"]],
            "tax_classes": row["classes"] or False,
            "check_formula": row["check"] or False,
            "emphasis": bool(row["emphasis"]),
            "active": True,
        }
