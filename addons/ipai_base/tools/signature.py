# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The signature of a callback: ``X-Ipai-Signature: t=<unix>,v1=<hex>``.

``v1`` is HMAC-SHA256 over ``"<t>." + body`` with the secret both sides share.
"""

import hashlib
import hmac
import re

TOLERANCE_SECONDS = 300
HEADER = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(secret, body, timestamp):
    """Value of the header for a body (bytes) sent at a time (unix seconds)."""
    message = b"%d." % timestamp + body
    digest = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def is_valid(secret, body, header, now):
    """Whether the header signs this body and was made within the tolerance."""
    match = HEADER.fullmatch(header or "")
    if not secret or not match:
        return False
    timestamp = int(match.group(1))
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, body, timestamp), header)
