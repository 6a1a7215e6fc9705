"""Tells Odoo how a job ended: a signed POST, so that Odoo can trust who calls its open address."""

import hashlib
import hmac
import json
import time
from typing import Any

import httpx

from sidecar.errors import BadRequest, OdooDown


def signature(secret: str, body: bytes, at: int) -> str:
    """Value of X-Ipai-Signature: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t." and the body>`."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


async def post_callback(
    url: str, payload: dict[str, Any], *, secret: str, call_id: str, timeout: float = 20
) -> None:
    """Tell Odoo how a job ended; an answer that says "told before" counts as told.

    Raises OdooDown when it should be told again later (also when the secrets differ: they can be
    mended), BadRequest when Odoo will never take it (unknown call, expired).
    """
    body = json.dumps(payload, default=str).encode()
    headers = {
        "Content-Type": "application/json",
        "X-Ipai-Call": call_id,
        "X-Ipai-Signature": signature(secret, body, int(time.time())),
    }
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False) as client:
            response = await client.post(url, content=body, headers=headers)
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise OdooDown(f"Odoo did not take the callback ({reason}).") from error
    status = response.status_code
    if status in {401, 403}:
        raise OdooDown(
            "Odoo did not accept the callback's signature. The secret in Odoo's Workbench settings "
            "and IPAI_SIDECAR_SECRET must be the same, and both clocks right."
        )
    if status >= 500 or status in {408, 429}:
        raise OdooDown(f"Odoo did not take the callback (HTTP {status}).")
    if not response.is_success and status != 409:
        raise BadRequest(
            f"Odoo refused the callback (HTTP {status}); the call is unknown there or has expired.",
            code="callback_refused",
        )
