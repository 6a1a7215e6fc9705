# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_expense_card
from . import ipai_card_statement
from . import ipai_card_line
from . import ipai_card_line_booking
from . import ipai_card_suggestion
from . import ipai_card_matching
from . import account_move
from . import hr_expense
