-- Bronze by month of loading: a month is a table of its own, so what is old can be cleared out, and dropped
-- when it is empty, without touching what is new. Columns stay, but the hash is a number now: Odoo makes it
-- in the same pass that makes the image (hashtextextended of the text it sends), nobody takes it over again.

-- Highest version written of each bronze table, so that "what changed since" costs nothing to ask.
create table bronze.sync_table (
    source uuid not null references bronze.sync_source,
    table_name text not null,
    seq bigint not null,
    changed_at timestamptz not null default now(),
    primary key (source, table_name)
);
comment on table bronze.sync_table is 'The highest seq in each bronze table, moved in the transaction of the batch.';

-- One row per change of what Odoo has and sends.
create table bronze.sync_drift (
    id bigint generated always as identity primary key,
    source uuid not null references bronze.sync_source,
    seen_at timestamptz not null default now(),
    model text not null,
    field text,
    change text not null check (
        change in ('table_added', 'table_removed', 'field_added', 'field_removed', 'field_retyped')
    ),
    before text,
    after text
);
create index sync_drift_recent on bronze.sync_drift (source, seen_at desc);
comment on table bronze.sync_drift is 'One change of the tables and fields Odoo sends, as found at the start of a run.';

-- One row per table and day: the last comparison of that day.
create table bronze.sync_reconciliation (
    source uuid not null references bronze.sync_source,
    day date not null,
    model text not null,
    table_name text not null,
    compared_at timestamptz not null default now(),
    odoo_count bigint not null,
    bronze_count bigint not null,
    missing bigint not null,
    stale bigint not null,
    undeleted bigint not null,
    repaired bigint not null,
    primary key (source, day, table_name)
);
comment on table bronze.sync_reconciliation is
    'How Odoo and bronze compared, table by table: records bronze lacked, had an old image of, or had though Odoo did not.';


create or replace function bronze.create_odoo_table(table_name text) returns regclass
language plpgsql set search_path = '' as
$$
declare
    relation text := format('bronze.%I', 'odoo_' || table_name);
begin
    if to_regclass(relation) is not null then
        return relation::regclass;
    end if;
    -- Versions follow one another by seq; one writer at a time draws and commits it. tx and epoch say which
    -- state of Odoo a version shows: every transaction below tx of that epoch is in the image.
    execute format(
        'create table %s (
            source uuid not null default current_setting(''ipai.loading_source'')::uuid,
            id bigint not null,
            epoch integer not null default current_setting(''ipai.loading_epoch'')::integer,
            tx bigint not null default current_setting(''ipai.loading_tx'')::bigint,
            seq bigint not null default nextval(%L),
            op "char" not null default ''U'' check (op in (''U'', ''D'')),
            payload jsonb check ((payload is null) = (op = ''D'')),
            hash bigint,
            loaded_at timestamptz not null default now()
        ) partition by range (loaded_at)',
        relation, 'bronze.odoo_seq'
    );
    execute format('create index on %s (source, id, seq desc)', relation);
    execute format('create index on %s (seq)', relation);
    execute format('comment on table %s is %L', relation,
        'One row per version of a record of the Odoo table ' || table_name || '; op D is a tombstone.');
    perform bronze.protect(relation::regclass);
    -- The owner, who may see all of it anyway, copies into it; PostgreSQL refuses COPY where row security is
    -- forced upon the owner.
    execute format('alter table %s no force row level security', relation);
    return relation::regclass;
end
$$;

create function bronze.make_partition(relation regclass, month date) returns regclass
language plpgsql set search_path = '' as
$$
declare
    part text := format('bronze.%I', (
        select relname from pg_catalog.pg_class where oid = relation
    ) || to_char(month, '_YYYYMM'));
begin
    if to_regclass(part) is not null then
        return part::regclass;
    end if;
    -- The bounds are months of UTC, whoever makes them.
    execute format(
        'create table %s partition of %s for values from (%L) to (%L)',
        part, relation, month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00'
    );
    begin
        execute format('alter table %s alter column payload set compression lz4', part);
    exception
        when feature_not_supported then null; -- a server built without lz4 keeps pglz: slower, not wrong
    end;
    perform bronze.protect(part::regclass);
    return part::regclass;
end
$$;
comment on function bronze.make_partition(regclass, date) is
    'Makes the part of a bronze table that takes what is loaded in a month. The synchronisation calls it a month ahead.';

-- What is there moves over, version by version. Views of dbt on a table go with it and come back with the
-- next build.
do $$
declare
    found record;
    month date;
begin
    for found in
        select class.oid::regclass as relation, class.relname
        from pg_catalog.pg_class as class
        where class.relnamespace = 'bronze'::regnamespace and class.relkind = 'r' and class.relname like 'odoo\_%'
    loop
        execute format('alter table %s rename to %I', found.relation, 'former_' || found.relname);
        perform bronze.create_odoo_table(substr(found.relname, 6));
        for month in execute format(
            'select distinct date_trunc(''month'', loaded_at at time zone ''UTC'')::date from bronze.%I',
            'former_' || found.relname
        ) loop
            perform bronze.make_partition(format('bronze.%I', found.relname)::regclass, month);
        end loop;
        execute format(
            'insert into bronze.%I (source, id, epoch, tx, seq, op, payload, loaded_at)
             select source, id, epoch, tx, seq, op, payload, loaded_at from bronze.%I order by seq',
            found.relname, 'former_' || found.relname
        );
        execute format('drop table bronze.%I cascade', 'former_' || found.relname);
        execute format(
            'insert into bronze.sync_table (source, table_name, seq)
             select source, %L, max(seq) from bronze.%I group by source', found.relname, found.relname
        );
    end loop;
end
$$;

revoke all on function bronze.make_partition(regclass, date) from public;
select bronze.protect('bronze.sync_table'), bronze.protect('bronze.sync_drift'), bronze.protect('bronze.sync_reconciliation');
