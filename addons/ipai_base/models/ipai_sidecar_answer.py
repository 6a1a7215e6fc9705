# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from odoo import models

from ..exceptions import SidecarProblem, SidecarRefused, SidecarUnreachable
from ..tools import transport

SKEW_SECONDS = 30
WRONG_SECRET = "wrong_secret"


class IpaiSidecarAnswer(models.AbstractModel):
    """What an answer means: a JSON value, or a sentence that says what to do."""

    _name = "ipai.sidecar.answer"
    _description = "What the Sidecar Answers"

    def _read_answer(self, connection, entry, answer):
        """The JSON of a good answer ({} when it is empty); else raise SidecarError."""
        content = answer.json()
        if 200 <= answer.status < 300:
            if content is None and answer.body:
                raise self._stranger_error(connection, answer)
            return {} if content is None else content
        problem = content if isinstance(content, dict) else {}
        detail = problem.get("detail") or problem.get("title")
        known = {"status": answer.status, "code": problem.get("code")}
        if answer.status == 401:
            raise SidecarRefused(self._identity_sentence(answer, problem), **known)
        if answer.status == 403:
            raise SidecarRefused(detail or self._rights_sentence(), **known)
        if answer.status in transport.UNAVAILABLE:
            raise SidecarUnreachable(self._unavailable_sentence(detail), **known)
        if not isinstance(detail, str):
            raise self._stranger_error(connection, answer)
        if answer.status >= 500:
            detail = self.env._(
                "%(detail)s (call %(call)s)", detail=detail, call=entry.uuid
            )
        raise SidecarProblem(detail, **known)

    def _identity_sentence(self, answer, problem):
        """Why the sidecar does not believe who is asking, and the setting to mend."""
        skew = self._clock_skew(answer) or 0
        if abs(skew) > SKEW_SECONDS:
            return self.env._(
                "The clocks of Odoo and of the sidecar differ by %(seconds)s seconds, "
                "so the sidecar refuses every call. Set both clocks (NTP).",
                seconds=abs(skew),
            )
        if problem.get("code") == WRONG_SECRET or not problem.get("detail"):
            return self.env._(
                "The sidecar does not accept this Odoo's signature: the secrets "
                "differ. Enter the sidecar's own secret (its IPAI_SIDECAR_SECRET) "
                "under Settings > Workbench."
            )
        return problem["detail"]

    def _rights_sentence(self):
        return self.env._(
            "The sidecar does not allow you to do this. An administrator can give you "
            "a higher Workbench role under Settings > Users."
        )

    def _unavailable_sentence(self, detail):
        return detail or self.env._(
            "The sidecar cannot answer at the moment. Try again in a minute; if it "
            "stays so, an administrator can look under Settings > Workbench > Check "
            "connection."
        )

    def _stranger_error(self, connection, answer):
        """The error for an answer that the sidecar would never give."""
        location = answer.headers.get("Location")
        if location and 300 <= answer.status < 400:
            sentence = self.env._(
                "%(url)s only forwards to %(location)s. Enter the address of the "
                "sidecar itself under Settings > Workbench.",
                url=connection.url,
                location=location,
            )
        else:
            sentence = self.env._(
                "Something answers at %(url)s, but it is not the sidecar (HTTP "
                "%(status)s). Correct the address under Settings > Workbench.",
                url=connection.url,
                status=answer.status,
            )
        return SidecarUnreachable(sentence, status=answer.status)

    def _clock_skew(self, answer):
        """Seconds the sidecar's clock is ahead of ours; None when it does not say."""
        try:
            theirs = parsedate_to_datetime(answer.headers["Date"])
        except (KeyError, ValueError):
            return None
        return round((theirs - datetime.now(timezone.utc)).total_seconds())

    def _transport_error(self, connection, kind, timeout):
        """The error for a request that got no answer."""
        sentences = {
            transport.ADDRESS: self.env._(
                "“%(url)s” is not a web address. Enter one such as "
                "http://sidecar:8100 under Settings > Workbench.",
                url=connection.url,
            ),
            transport.UNKNOWN_HOST: self.env._(
                "No machine has the name in %(url)s. Correct the sidecar's address "
                "under Settings > Workbench.",
                url=connection.url,
            ),
            transport.REFUSED: self.env._(
                "The sidecar is not running at %(url)s. Start it, or correct its "
                "address under Settings > Workbench.",
                url=connection.url,
            ),
            transport.SILENT: self.env._(
                "Nothing answers at %(url)s within %(seconds)s seconds. Check the "
                "address under Settings > Workbench and the network between Odoo and "
                "the sidecar.",
                url=connection.url,
                seconds=transport.CONNECT_SECONDS,
            ),
            transport.SLOW: self.env._(
                "The sidecar did not finish within %(seconds)s seconds. Try again "
                "later or with less at once.",
                seconds=timeout,
            ),
            transport.LOST: self.env._(
                "The connection to the sidecar broke before its answer was complete. "
                "Look whether the work was done before you try again."
            ),
            transport.TLS: self.env._(
                "The certificate of %(url)s is not trusted. Correct the address under "
                "Settings > Workbench, or install the certificate's authority.",
                url=connection.url,
            ),
            transport.TOO_BIG: self.env._(
                "The sidecar's answer is larger than %(size)s MB. "
                "Ask for less at once.",
                size=transport.ANSWER_LIMIT // 1024 // 1024,
            ),
        }
        return SidecarUnreachable(sentences[kind])
