# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import certificate_pdf
from . import certificate_style
from . import claim_stamp
from . import copy_file
from . import dat_file
from . import dat_layout
from . import dat_reading
from . import edition_data
from . import formula
from . import period
from . import return_pdf
from . import return_state
from . import table_file
from . import tax_cube
from . import tax_list
from . import tin
from . import vat_claim
from . import workpaper
