# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo import api, models
from odoo.tools import SQL

_CHUNK = 5000


class IpaiBirLedgerItems(models.AbstractModel):
    """Single journal items, read from the server in chunks."""

    _inherit = "ipai.bir.ledger"

    @api.model
    def items(self, domain):
        """Journal items of a domain by their number, however many there are.

        :return: iterator of (item id, entry id, entry, date, account code, partner,
            names of its taxes, balance as text)
        """
        for model in ("account.move.line", "account.move", "res.partner"):
            self.env[model].flush_model()
        lines = self.env["account.move.line"].sudo()
        query = SQL(
            """
            SELECT line.id, line.move_id, entry.name, line.date::text, line.account_id,
                   partner.name, line.tax_line_id,
                   ARRAY(SELECT carried.account_tax_id
                           FROM account_move_line_account_tax_rel AS carried
                          WHERE carried.account_move_line_id = line.id
                          ORDER BY carried.account_tax_id),
                   line.balance::text
              FROM account_move_line AS line
              JOIN account_move AS entry ON entry.id = line.move_id
              LEFT JOIN res_partner AS partner ON partner.id = line.partner_id
             WHERE line.id IN %s
             ORDER BY line.id
            """,
            lines._search(domain).subselect(),
        )
        accounts, taxes = (
            _Names(self.env, "account.account", "code"),
            _Names(self.env, "account.tax", "name"),
        )
        for row in self._in_chunks(query):
            item, entry_id, entry, day, account, partner, made_by, carried, held = row
            names = [taxes[tax] for tax in [*filter(None, [made_by]), *carried]]
            told = (entry, day, accounts[account], partner or "", "; ".join(names))
            yield item, entry_id, *told, held

    @api.model
    def _in_chunks(self, query):
        """Rows of a query by a cursor on the server, in the running transaction."""
        code, params = query.code, query.params
        with closing(self.env.cr._cnx.cursor(name="ipai_bir_items")) as cursor:
            cursor.itersize = _CHUNK
            cursor.execute(code, params)
            yield from cursor


class _Names(dict):
    """{record id: name}, each read once."""

    def __init__(self, env, model, field):
        super().__init__()
        self.records = env[model].sudo().with_context(active_test=False)
        self.field = field

    def __missing__(self, record_id):
        self[record_id] = self.records.browse(record_id)[self.field] or ""
        return self[record_id]
