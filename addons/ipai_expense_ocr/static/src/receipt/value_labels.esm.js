/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";

/** What people call the values of a reading. */
export function valueLabels() {
    return {
        vendor: _t("Vendor"),
        address: _t("Address"),
        tin: _t("TIN"),
        date: _t("Date"),
        time: _t("Time"),
        total: _t("Total"),
        currency: _t("Currency"),
        tax: _t("VAT"),
        receipt_number: _t("Receipt number"),
        vatable_sales: _t("VATable sales"),
        vat_exempt: _t("VAT-exempt sales"),
        zero_rated: _t("Zero-rated sales"),
        service_charge: _t("Service charge"),
        discount: _t("Discount"),
        vat_registration: _t("VAT registration"),
        payment_method: _t("Paid with"),
        category: _t("Category"),
    };
}

/** Words for the codes a reading uses as values. */
export function valueWords() {
    return {
        VAT: _t("VAT registered"),
        "NON-VAT": _t("Not VAT registered"),
        cash: _t("Cash"),
        card: _t("Card"),
        ewallet: _t("E-wallet"),
        bank: _t("Bank transfer"),
        check: _t("Check"),
        on_account: _t("On account"),
    };
}
