-- The outbox: one row per record touched by a statement, written by the statement's own transaction. The
-- number of that transaction (tx), not the sequence, says when a row may be read: numbers are drawn before
-- commit, so an order by sequence would pass over whoever commits late.
create table if not exists public.ipai_sync_outbox (
    seq bigint generated always as identity,
    tx xid8 not null default pg_current_xact_id(),
    tbl text not null,
    res_id integer,
    op "char" not null,
    at timestamptz not null default now()
);
create index if not exists ipai_sync_outbox_position on public.ipai_sync_outbox (tx, seq);

-- One row: who this outbox is, and up to where its rows have been acknowledged and removed.
create table if not exists public.ipai_sync_origin (
    origin uuid not null default gen_random_uuid(),
    floor_tx xid8 not null default '0',
    floor_seq bigint not null default 0
);
insert into public.ipai_sync_origin (floor_tx)
select pg_snapshot_xmin(pg_current_snapshot())
where not exists (select from public.ipai_sync_origin);

-- The two blocks of the key with which personal values are hashed (tools/mask.py). They stay in this
-- database: the SQL that reads the images refers to them.
alter table public.ipai_sync_origin
    add column if not exists mask_inner bytea, add column if not exists mask_outer bytea;

create or replace function public.ipai_sync_capture() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$
begin
    insert into public.ipai_sync_outbox (tbl, res_id, op)
    select tg_table_name, id, left(tg_op, 1)::"char" from changed;
    return null;
end
$$;

-- Arguments: pairs of a synchronised table and the column of this relation that points to it.
create or replace function public.ipai_sync_capture_relation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$
declare
    pair integer := 0;
begin
    while pair < tg_nargs loop
        execute format(
            'insert into public.ipai_sync_outbox (tbl, res_id, op)
             select distinct %L, %I, ''U''::"char" from changed', tg_argv[pair], tg_argv[pair + 1]
        );
        if tg_op = 'UPDATE' then
            execute format(
                'insert into public.ipai_sync_outbox (tbl, res_id, op)
                 select distinct %L, %I, ''U''::"char" from unchanged', tg_argv[pair], tg_argv[pair + 1]
            );
        end if;
        pair := pair + 2;
    end loop;
    return null;
end
$$;

-- A truncated table, or relation (arguments as above), is read again from the start.
create or replace function public.ipai_sync_capture_truncate() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$
declare
    pair integer := 0;
begin
    if tg_nargs = 0 then
        insert into public.ipai_sync_outbox (tbl, op) values (tg_table_name, 'T');
    end if;
    while pair < tg_nargs loop
        insert into public.ipai_sync_outbox (tbl, op) values (tg_argv[pair], 'T');
        pair := pair + 2;
    end loop;
    return null;
end
$$;
