# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import certificate_pdf, certificate_style, table_file, tin
from . import edition_data, formula, period, return_pdf, return_state
from . import dat_file, dat_layout, dat_reading
from . import tax_list, workpaper
