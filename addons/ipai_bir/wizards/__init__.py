# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_bir_certificate_batch
from . import ipai_bir_filing
from . import ipai_bir_payment
from . import ipai_bir_self_review
from . import ipai_bir_certificate_compare
from . import ipai_bir_certificate_import
from . import ipai_bir_certificate_match
from . import ipai_bir_obligation_filing
from . import ipai_bir_penalty
from . import ipai_bir_penalty_line
from . import ipai_bir_vat_claim_find
from . import ipai_bir_dat_reader
from . import ipai_bir_return_files
