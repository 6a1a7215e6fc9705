# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def uninstall_hook(env):
    """Leave no trigger behind that writes to an outbox nobody reads."""
    env["ipai.sync.capture"]._drop()
