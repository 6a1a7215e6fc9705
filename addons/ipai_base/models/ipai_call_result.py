# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import hmac
import json
import logging

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .ipai_call_state import DONE, FAILED, QUEUED, RUNNING

_logger = logging.getLogger(__name__)

RESULT_LENGTH = 20_000


class IpaiCallResult(models.AbstractModel):
    """How a queued call ends: the result is given to the record it was for."""

    _name = "ipai.call.result"
    _description = "How Queued Calls End"

    def _has_token(self, token):
        """Whether this is the token of the call's callback address."""
        expected = self.sudo().token_hash or ""
        given = hashlib.sha256(token.encode()).hexdigest()
        return hmac.compare_digest(expected, given)

    def _lock_open(self):
        """Lock the call until the end of the transaction; False when it has ended.

        A concurrent transaction that ends it first makes this one start again.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL("SELECT state FROM ipai_call WHERE id = %s FOR UPDATE", self.id),
            log_exceptions=False,
        )
        row = self.env.cr.fetchone()
        return bool(row) and row[0] in (QUEUED, RUNNING)

    def _close_with_result(self, result):
        """Hand the result to the record as the user who asked.

        Returns None, or the sentence why the record could not take it; the call is
        then failed and the record's changes are undone.
        """
        self.ensure_one()
        error = self._hand_over("_ipai_call_done", result)
        text = json.dumps(result, indent=2, ensure_ascii=False, default=str)
        self._write_end(
            FAILED if error else DONE, error=error, result=text[:RESULT_LENGTH]
        )
        if error:
            self._hand_over("_ipai_call_failed", error)
        return error

    def _close_with_error(self, error):
        """Mark the call failed and tell the record; returns as _close_with_result."""
        self.ensure_one()
        self._write_end(FAILED, error=error)
        return self._hand_over("_ipai_call_failed", error)

    def _close_unanswered(self, error):
        if self._lock_open():
            self._close_with_error(error)

    def _write_end(self, state, **values):
        now = fields.Datetime.now()
        self.sudo().write(
            {
                "state": state,
                "ended_at": now,
                "duration": (now - self.started_at).total_seconds(),
                **values,
            }
        )

    def _hand_over(self, method, content):
        """Run a method of the record's model, if it has it, as the user who asked.

        Returns None or the sentence why it failed. Errors of the database that Odoo
        answers by starting the request again are passed on.
        """
        try:
            with self.env.cr.savepoint():
                target, call = self._target()
                if target is not None and hasattr(target, method):
                    getattr(target, method)(call, content)
        except OperationalError:
            raise
        except UserError as error:
            _logger.info("Call %s: %s refused: %s", self.uuid, method, error)
            return str(error)
        except Exception:
            _logger.exception("Call %s: %s broke", self.uuid, method)
            return self.env._(
                "Odoo could not process the result; its log says why (call %(call)s).",
                call=self.uuid,
            )
        return None

    def _target(self):
        """The record and the call, seen with the rights of the user who asked.

        A call about no particular record gives the empty recordset of its model.
        """
        call = self.sudo()
        if not call.res_model or call.res_model not in self.env:
            return None, self
        if not call.user_id.active and call.user_id.id != SUPERUSER_ID:
            raise UserError(
                self.env._(
                    "The user who asked (%(login)s) is archived or deleted, so "
                    "the result was not applied.",
                    login=call.login,
                )
            )
        user = call.user_id
        company = call.company_id or user.company_id
        env = (
            self.with_user(user)
            .with_context(allowed_company_ids=company.ids, lang=user.lang)
            .env
        )
        target = env[call.res_model]
        if call.res_id:
            target = target.browse(call.res_id).exists()
            if not target:
                raise UserError(
                    self.env._("The record this call was for no longer exists.")
                )
        return target, self.with_env(env)
