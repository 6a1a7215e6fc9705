# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lists that go with returns: whose taxes they count, into which column.

Amounts of the books are debit positive; `base_sign` and `tax_sign` turn them so that
what the list reports counts up.
"""

from dataclasses import dataclass

EXPANDED = {"withholding_expanded": "base", "withholding_exempt": "base"}
FINAL = {
    "withholding_final": "base",
    "withholding_final_treaty": "base",
    "withholding_final_interest": "base",
}


@dataclass(frozen=True)
class TaxList:
    """One list: its layout, the record of a line, and the classes of each column.

    `columns` are by form; "" stands for every form. `exempt` is the record of payees
    nothing was withheld from, when they stand apart.
    """

    code: str
    title: str
    layouts: dict
    detail: str
    columns: dict
    base_sign: int
    tax_sign: int
    exempt: str = ""
    by: str = "atc"

    def layout(self, form):
        """Name of the layout of its file, None where the form has none."""
        return self.layouts.get(form, self.layouts.get(""))

    def classes(self, form):
        """{tax class: column of the list} of the form."""
        return self.columns.get(form, self.columns.get("", {}))


LISTS = {
    item.code: item
    for item in (
        TaxList(
            code="qap",
            title="Quarterly alphalist of payees",
            layouts={"1601-EQ": "1601eq", "1601-FQ": "1601fq"},
            detail="D1",
            exempt="D2",
            columns={"1601-EQ": EXPANDED, "1601-FQ": FINAL},
            base_sign=1,
            tax_sign=-1,
        ),
        TaxList(
            code="sawt",
            title="Summary alphalist of withholding taxes",
            layouts={"": "sawt"},
            detail="DSAWT",
            columns={
                "2550Q": {"withholding_vat_received": "base"},
                "2551Q": {"withholding_percentage_received": "base"},
                "1702Q": {"withholding_received": "base"},
            },
            base_sign=-1,
            tax_sign=1,
        ),
        TaxList(
            code="map",
            title="Monthly alphalist of payees",
            layouts={"": "map"},
            detail="DMAP",
            columns={"1600-VT": {"withholding_vat": "base"}},
            base_sign=1,
            tax_sign=-1,
        ),
        TaxList(
            code="alphalist_1604e",
            title="Annual alphalist of payees",
            layouts={"": "1604e"},
            detail="D3",
            exempt="D4",
            columns={"": EXPANDED},
            base_sign=1,
            tax_sign=-1,
        ),
        TaxList(
            code="sls",
            title="Summary list of sales",
            layouts={"": "sls"},
            detail="D",
            columns={
                "": {
                    "sale_vatable": "taxable",
                    "sale_government": "taxable",
                    "sale_zero_rated": "zero_rated",
                    "sale_exempt": "exempt",
                }
            },
            base_sign=-1,
            tax_sign=-1,
            by="month",
        ),
        TaxList(
            code="slp",
            title="Summary list of purchases",
            layouts={"": "slp"},
            detail="D",
            columns={
                "": {
                    "purchase_goods": "goods",
                    "purchase_other": "goods",
                    "purchase_services": "services",
                    "purchase_nonresident_services": "services",
                    "purchase_capital_goods": "capital_goods",
                    "purchase_no_input_tax": "exempt",
                }
            },
            base_sign=1,
            tax_sign=1,
            by="month",
        ),
        TaxList(
            code="sli",
            title="Summary list of importations",
            layouts={"": "sli"},
            detail="D",
            columns={
                "": {
                    "purchase_import": "taxable",
                    "purchase_import_exempt": "exempt",
                }
            },
            base_sign=1,
            tax_sign=1,
            by="entry",
        ),
    )
}
