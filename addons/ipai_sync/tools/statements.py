# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The questions a reader of changes asks the database, whoever runs them.

Texts with pyformat parameters: Odoo runs them for a reader that comes over RPC; a
reader with a read-only connection of its own is handed them by statements().
"""

# Origin, floor (tx, seq), horizon, ceiling of transaction numbers, isolation.
# The origin names outbox, cluster and database together: transaction numbers mean
# nothing in a restored or copied database. The horizon is the oldest transaction
# running in the snapshot; one that provably works in another database of the cluster
# (it holds its number's lock there) cannot write our outbox and does not count, so a
# long build of a warehouse next door stops nothing. No transaction at or above the
# ceiling had begun.
STATE = """
    select md5(o.origin::text || c.system_identifier || d.oid),
           o.floor_tx::text::bigint, o.floor_seq,
           (select coalesce(min(running.tx), pg_snapshot_xmax(s))
              from pg_snapshot_xip(s) running(tx)
             where not exists (
                select from pg_locks held
                  join pg_stat_activity backend on backend.pid = held.pid
                 where held.locktype = 'transactionid' and held.granted
                   and held.mode = 'ExclusiveLock'
                   and held.transactionid = running.tx::xid
                   and backend.datid <> d.oid)
           )::text::bigint,
           pg_snapshot_xmax(s)::text::bigint,
           current_setting('transaction_isolation')
    from ipai_sync_origin o, pg_control_system() c, pg_database d,
         pg_current_snapshot() s
    where d.datname = current_database()
"""
# (table, id or null for the whole table, tx, seq), at most limit rows in their order.
TOUCHED = """
    select tbl, res_id, tx::text::bigint, seq from ipai_sync_outbox
    where (tx, seq) > (%(tx)s::text::xid8, %(seq)s) and tx < %(horizon)s::text::xid8
    order by tx, seq limit %(limit)s
"""
# Rows after the cursor in this snapshot, at most limit, and seconds the oldest waits.
BEHIND = """
    select
        count(*),
        coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float
    from (
        select at from ipai_sync_outbox
        where (tx, seq) > (%(tx)s::text::xid8, %(seq)s) limit %(limit)s
    ) unread
"""
