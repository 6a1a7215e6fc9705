# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_formula
from . import test_period
from . import test_identity
from . import test_due_date
from . import test_penalty
from . import test_table_file
from . import test_dat_file
from . import test_edition_data
from . import test_edition
from . import test_tax_class
from . import test_forms
from . import test_ledger
from . import test_ledger_partner
from . import test_return
from . import test_checks
from . import test_branches
from . import test_security
from . import test_pdf
from . import test_browser
from . import test_catalogues
from . import test_certificate
from . import test_certificate_delivery
from . import test_settlement
from . import test_entries
from . import test_certificate_received
