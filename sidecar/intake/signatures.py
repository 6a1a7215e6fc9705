"""Who sent a body: an HMAC over time and body, with a secret that is kept nowhere.

    X-Ipai-Source: scout
    X-Ipai-Timestamp: 1795132800            seconds since 1970, at most five minutes off
    X-Ipai-Signature: v1=<hex of HMAC-SHA256(secret, "<timestamp>." + body)>

The secret of a source is derived from the sidecar's own, the source's code and the number of its
secret, so no table and no backup holds it. A body sent once more is the same batch once more.
"""

import base64
import hashlib
import hmac
import time

from sidecar.errors import NotAuthenticated
from sidecar.settings import Settings

TOLERANCE = 300
VERSION = "v1="
NOT_SIGNED = (
    "The signature does not fit. Sign `<timestamp>.` and the body with the secret of the source, "
    "in X-Ipai-Source, X-Ipai-Timestamp and X-Ipai-Signature."
)


def secret_of(settings: Settings, code: str, generation: int) -> str:
    """The secret a source signs with; shown when the source is made or gets a new one."""
    own = settings.sidecar_secret.get_secret_value().encode()
    derived = hmac.digest(own, f"intake source {code} {generation}".encode(), "sha256")
    return "whsec_" + base64.urlsafe_b64encode(derived).decode().rstrip("=")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body at a time."""
    return (
        VERSION + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hexdigest()
    )


def verify(secret: str, timestamp: str, body: bytes, signature: str) -> None:
    """Raises NotAuthenticated for a wrong signature or a time too far from ours."""
    expected = sign(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        raise NotAuthenticated(NOT_SIGNED, code="wrong_signature")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        raise NotAuthenticated(
            f"The time of the signature is more than {TOLERANCE // 60} minutes off; sign again, "
            "and check the clock.",
            code="signature_expired",
        )


def digest_of(body: bytes) -> bytes:
    """SHA-256 of a content; the same content is the same batch."""
    return hashlib.sha256(body).digest()
