# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import certificate_pdf
from . import proof
from . import return_pdf
from . import return_files
