# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_corrections
from . import test_currency
from . import test_duplicates
from . import test_dashboard
from . import test_filling
from . import test_further
from . import test_hoot
from . import test_intake
from . import test_mail
from . import test_pages
from . import test_reading
from . import test_receipt_text
from . import test_receipt_tool
from . import test_review
from . import test_review_tours
from . import test_rights
from . import test_runs
from . import test_schema
from . import test_tours
from . import test_upload
from . import test_vat
from . import test_vendor
from . import test_views
