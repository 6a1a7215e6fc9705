# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

BUCKET_IDS = 10_000
MOST_BUCKETS = 100


class IpaiSyncCheck(models.Model):
    """What a reader compares with what it holds: per table, per range of ids, per id.

    A bucket is a range of ids: bucket b has the ids from b * size up to, but without,
    (b + 1) * size. The hash of a row is the one its image is sent with, over the stored
    fields; computed fields follow the clock and other records, so they prove nothing.
    """

    _inherit = "ipai.sync.table"

    @api.model
    def checksums(self, cursor=None, models=None, size=BUCKET_IDS):
        """Count the rows, and add up ids and hashes, of each bucket, in one snapshot.

        :param cursor: where the reader stands; settled says whether it must hold
            exactly these rows.
        :param models: names of models; all without.
        :param size: ids in a bucket.
        :return: {source, settled, size, tables: {model: {table, buckets: [[bucket,
            rows, sum of ids, sum of hashes as text], ...]}}}; empty buckets are left
            out.
        """
        self._check_service()
        found = self.env["ipai.sync.batch"].sudo()._settled(cursor or None)
        tables = {}
        for spec in self.sudo()._specs():
            if models is None or spec.model in models:
                buckets = self._buckets(spec, self._bucket_size(size))
                tables[spec.model] = {"table": spec.table, "buckets": buckets}
        return found | {"size": size, "tables": tables}

    @api.model
    def bucket_hashes(self, model, buckets, size=BUCKET_IDS):
        """Tell the rows of some buckets.

        :param buckets: numbers of buckets, at most 100.
        :return: {ids: [...], hashes: [text, ...]} in the order of the ids.
        """
        self._check_service()
        spec, size = self._one_spec(model), self._bucket_size(size)
        if len(buckets) > MOST_BUCKETS:
            raise UserError(
                self.env._("Ask for at most %s buckets at a time.", MOST_BUCKETS)
            )
        self.env.flush_all()
        rows = []
        for bucket in sorted({int(bucket) for bucket in buckets}):
            first = bucket * size
            self.env.cr.execute(
                spec.range_hashes, {"after": first - 1, "upto": first + size - 1}
            )
            rows += sorted(self.env.cr.fetchall())
        return {
            "ids": [row[0] for row in rows],
            "hashes": [str(row[1]) for row in rows],
        }

    @api.model
    def computed(self, model, record_ids):
        """Tell the computed fields of some records, as they are now.

        :return: {id as text: {field: value}}; what does not exist is not in it.
        """
        self._check_service()
        spec = self._one_spec(model)
        self.env.flush_all()
        records = (
            self.env[model].sudo().with_context(active_test=False).browse(record_ids)
        )
        found = (
            self.env["ipai.sync.computed"].sudo()._computed(spec, records.exists().ids)
        )
        return {str(record_id): values for record_id, values in found.items()}

    def _one_spec(self, model):
        table = self.sudo().search([("model", "=", model)])
        spec = table and table._spec()
        if not spec:
            raise UserError(
                self.env._("%s is not on the list of synchronised tables.", model)
            )
        return spec

    def _bucket_size(self, size):
        if not 1 <= size <= 1_000_000:
            raise UserError(self.env._("A bucket has 1 to 1,000,000 ids."))
        return size

    def _buckets(self, spec, size):
        """:return: list of [bucket, rows, sum of ids, sum of hashes as text]."""
        table = SQL.identifier(spec.table)
        self.env.cr.execute(SQL("select max(id) from %s", table))
        last = self.env.cr.fetchone()[0]
        if last is None:
            return []
        self.env.cr.execute(spec.bucket_sums, {"size": size, "after": 0, "upto": last})
        return [list(row) for row in self.env.cr.fetchall()]

    @api.model
    def _refresh_computed(self):
        """Have all records with computed fields sent again, by the clock.

        What they are computed from, other records and the date, touches no row of
        theirs. Records whose image is the same as before make no new version.
        """
        for spec in self.sudo()._specs():
            if spec.computed:
                self.env.cr.execute(
                    "insert into public.ipai_sync_outbox (tbl, op) values (%s, 'T')",
                    [spec.table],
                )

    @api.model
    def report_reconciliation(self, rows):
        """Keep what a comparison of the warehouse with Odoo found.

        :param rows: [{model, day, odoo_count, bronze_count, missing, stale, undeleted,
            repaired}], day as text, counts before the repair, repaired how many records
            were put right.
        """
        self._check_service()
        results = self.env["ipai.sync.reconciliation"].sudo()
        tables = {table.model: table for table in self.sudo().search([])}
        found = defaultdict(dict)
        for row in rows:
            found[row["model"], row["day"]] = row
        for (model, day), row in found.items():
            values = {name: row.get(name) or 0 for name in results._counts()}
            values |= {"table_id": tables[model].id if model in tables else False}
            known = results.search([("model", "=", model), ("day", "=", day)])
            if known:
                known.write(values)
            else:
                results.create(values | {"model": model, "day": day})
        return True
