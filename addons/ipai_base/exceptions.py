# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError


class SidecarError(UserError):
    """A call to the sidecar did not succeed; the message tells the user what to do.

    Tree: SidecarError > SidecarUnreachable, SidecarRefused, SidecarProblem.
    ``status`` is the HTTP status (None when no answer came), ``code`` the word the
    sidecar gives the problem (None when it gave none).
    """

    def __init__(self, message, *, status=None, code=None):
        super().__init__(message)
        self.status = status
        self.code = code


class SidecarUnreachable(SidecarError):
    """No usable answer: dead, too slow, a wrong address, or 502/503/504."""


class SidecarRefused(SidecarError):
    """The sidecar did not accept who is asking (401) or what is asked (403)."""


class SidecarProblem(SidecarError):
    """The sidecar understood the question and says why it cannot answer it."""
