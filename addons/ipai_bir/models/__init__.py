# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import account_tax
from . import account_chart_template
from . import account_move_line
from . import res_company
from . import res_partner
from . import ipai_bir_atc
from . import ipai_bir_rdo
from . import ipai_bir_form
from . import ipai_bir_edition
from . import ipai_bir_part
from . import ipai_bir_box
from . import ipai_bir_ledger
from . import ipai_bir_ledger_partner
from . import ipai_bir_return
from . import ipai_bir_return_box
from . import ipai_bir_return_row
from . import ipai_bir_return_compute
from . import ipai_bir_return_notices
from . import ipai_bir_return_check
from . import ipai_bir_return_completeness
from . import ipai_bir_return_sheet
