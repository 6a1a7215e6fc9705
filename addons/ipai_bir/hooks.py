# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
def post_init_hook(env):
    """Classify the taxes of every chart that was there before this module."""
    env["account.tax"].with_context(active_test=False).search(
        []
    )._ipai_prefill_tax_class()
