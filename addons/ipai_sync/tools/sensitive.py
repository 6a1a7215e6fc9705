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
        acc_number|bank_account|bank_accounts|barcode|certificate|study
    )(_|$)|^children$""",
    re.VERBOSE,
)
REFUSED_MODELS = frozenset(
    {
        "res.users",
        "res.users.apikeys",
        "res.partner.bank",
        "ir.config_parameter",
        "ir.mail_server",
        "fetchmail.server",
        "mail.message",
    }
)
# Odoo itself shows fields of these groups to nobody else.
REFUSED_GROUPS = frozenset(
    {".", "hr.group_hr_user", "hr.group_hr_manager", "base.group_system"}
)
REFUSED_TYPES = frozenset({"binary", "one2many", "reference", "many2one_reference"})


def refusal(name, field_type, groups=""):
    """Why a field may not be synchronised.

    :return: "sensitive", "type" or None when it may.
    """
    if field_type in REFUSED_TYPES:
        return "type"
    restricted = {group.strip() for group in (groups or "").split(",")}
    if REFUSED_NAME.search(name) or restricted & REFUSED_GROUPS:
        return "sensitive"
    return None
