"""Messages about incidents, as an incoming webhook of Mattermost (or Slack) takes them."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from sidecar.errors import BadRequest, Upstream

SENDER = "Finance Workbench"
COLORS = {"opened": "#d9534f", "escalated": "#d9534f", "warn": "#f0ad4e", "good": "#5cb85c"}
VERBS = {
    "opened": "New",
    "escalated": "Worse",
    "acknowledged": "Acknowledged",
    "resolved": "Resolved",
}


class ChatRefused(BadRequest):
    """The chat refused the message; check the webhook's address in Odoo's Workbench settings."""

    code = "chat_refused"
    title = "The chat refused the message"


class ChatDown(Upstream):
    """The chat does not take messages now; it is tried again."""

    status = 503
    code = "chat_down"
    title = "The chat does not answer"


def message(
    change: str,
    *,
    relation: str,
    rule: str,
    severity: str,
    reason: str,
    owner: str | None,
    by: str | None = None,
    link: str | None = None,
) -> dict[str, Any]:
    """The body of one message about one change of an incident."""
    done = change in {"resolved", "acknowledged"}
    color = COLORS["good"] if done else COLORS["warn"] if severity == "warn" else COLORS[change]
    fields = [("Table", relation), ("Rule", rule), ("Severity", severity)]
    if owner:
        fields.append(("Owner", owner))
    if by:
        fields.append(("By", by))
    attachment: dict[str, Any] = {
        "fallback": f"{VERBS[change]}: {relation}, {rule}",
        "color": color,
        "title": f"{VERBS[change]}: {relation}, {rule}",
        "text": reason,
        "fields": [{"short": True, "title": title, "value": value} for title, value in fields],
    }
    if link:
        attachment["title_link"] = link
    return {"username": SENDER, "attachments": [attachment]}


async def post(url: str, body: dict[str, Any], *, timeout: float = 15) -> None:
    """Send one message. Raises ChatDown when it should be sent again later, ChatRefused when the
    address or the message is wrong. The address is a secret and stands in no error."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ChatRefused(
            "The webhook's address in Odoo's Workbench settings is not a web address."
        )
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False) as client:
            response = await client.post(url, json=body)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise ChatDown(f"The chat does not take messages now ({type(error).__name__}).") from None
    if response.status_code >= 500 or response.status_code in {408, 429}:
        raise ChatDown(f"The chat does not take messages now (HTTP {response.status_code}).")
    if not response.is_success:
        raise ChatRefused(
            f"The chat refused the message (HTTP {response.status_code}); check the webhook's "
            "address in Odoo's Workbench settings."
        )
