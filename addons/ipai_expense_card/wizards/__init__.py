# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_card_import
from . import ipai_card_refund
from . import ipai_card_settlement
