# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What never leaves Odoo, whatever an administrator types into the allow-list."""

import re

# Secrets, and what the Data Privacy Act of 2012 (RA 10173, section 3 l) calls sensitive
# personal information: health, marital status, birth, government-issued numbers.
REFUSED_NAME = re.compile(
    r"""(^|_)(
        password|passwd|secret|token|api_?key|totp|pin|signature|otp|
        private|birthday|birthdate|birth|marital|spouse|gender|sex|religion|
        ssnid|sinid|passport|identification|permit|visa|emergency|
        bank_account|bank_accounts|barcode|study
    )(_|$)|^(children|certificate)$""",
    re.VERBOSE,
)
# May leave only under a mask that hides it.
MASKED_NAME = re.compile(r"(^|_)(acc|account)_number(_|$)")
REFUSED_MODELS = frozenset(
    {
        "res.users.apikeys",
        "ir.config_parameter",
        "ir.mail_server",
        "fetchmail.server",
        "mail.message",
    }
)
# Of these models nothing else leaves: who belongs to which company, and that is all.
ONLY_FIELDS = {
    "res.users": frozenset(
        {
            "partner_id",
            "active",
            "share",
            "company_id",
            "company_ids",
            "create_date",
            "write_date",
        }
    ),
}
# Odoo itself shows fields of these groups to nobody else.
REFUSED_GROUPS = frozenset(
    {".", "hr.group_hr_user", "hr.group_hr_manager", "base.group_system"}
)
REFUSED_TYPES = frozenset({"binary", "one2many", "reference"})


def refusal(model, name, field_type, groups=""):
    """Why a field may not be synchronised.

    :return: "sensitive", "type", "unmasked" when it may leave under a mask only, None
        when it may leave as it is.
    """
    if field_type in REFUSED_TYPES:
        return "type"
    restricted = {group.strip() for group in (groups or "").split(",")}
    if REFUSED_NAME.search(name) or restricted & REFUSED_GROUPS:
        return "sensitive"
    if name not in ONLY_FIELDS.get(model, {name}):
        return "sensitive"
    return "unmasked" if MASKED_NAME.search(name) else None
