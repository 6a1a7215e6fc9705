-- Three layers: bronze keeps what Odoo sent, silver is typed, gold is what people and agents read.
-- Only gold is open to a signed-in user, and there row security decides which companies are seen.
create schema if not exists bronze;
create schema if not exists silver;
create schema if not exists gold;

revoke all on schema bronze, silver, gold from public;
grant usage on schema bronze, silver, gold to service_role;
grant usage on schema gold to authenticated;

alter default privileges in schema bronze grant select on tables to service_role;
alter default privileges in schema silver grant select on tables to service_role;
alter default privileges in schema gold grant select on tables to authenticated, service_role;

comment on schema bronze is 'Row images as Odoo sent them, every version kept, with tombstones.';
comment on schema silver is 'One typed row per living Odoo record.';
comment on schema gold is 'Marts for people, reports and agents; row security by company.';

-- One row per Odoo database whose rows are kept here.
create table bronze.sync_source (
    source uuid primary key,
    database text not null,
    odoo_version text not null,
    origin text not null,
    epoch integer not null default 1,
    cursor text,
    described jsonb not null default '[]',
    behind jsonb not null default '{}',
    created_at timestamptz not null default now(),
    synced_at timestamptz
);
comment on column bronze.sync_source.source is 'database.uuid of the Odoo database.';
comment on column bronze.sync_source.origin is
    'Identity of the change outbox; another one means that the Odoo database was restored or copied.';
comment on column bronze.sync_source.epoch is
    'Counts the origins seen. Transaction numbers can be compared within one epoch only.';
comment on column bronze.sync_source.cursor is 'Where the next changes() call goes on; opaque, made by Odoo.';

-- One row per run of the synchronisation.
create table bronze.sync_run (
    id bigint generated always as identity primary key,
    source uuid references bronze.sync_source,
    state text not null default 'running' check (state in ('running', 'done', 'failed', 'interrupted')),
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    batches bigint not null default 0,
    rows_read bigint not null default 0,
    rows_written bigint not null default 0,
    rows_deleted bigint not null default 0,
    bytes_read bigint not null default 0,
    by_model jsonb not null default '{}',
    message text
);
create index sync_run_recent on bronze.sync_run (started_at desc);
create index sync_run_source on bronze.sync_run (source);

-- One number series for all bronze tables: "everything up to seq N" names one state of the whole layer.
create sequence bronze.odoo_seq as bigint;

create function bronze.protect(relation regclass) returns void
language plpgsql set search_path = '' as
$$
begin
    -- Looks first: altering a table waits for its readers, and dbt calls this after each build.
    if exists (
        select from pg_catalog.pg_class as class
        inner join pg_catalog.pg_policy as policy on policy.polrelid = class.oid and policy.polname = 'service'
        where class.oid = relation and class.relrowsecurity and class.relforcerowsecurity
    ) then
        return;
    end if;
    execute format('alter table %s enable row level security', relation);
    execute format('alter table %s force row level security', relation);
    execute format('create policy owner on %s to current_user using (true) with check (true)', relation);
    execute format('create policy service on %s for select to service_role using (true)', relation);
end
$$;
comment on function bronze.protect(regclass) is
    'Shuts a table to everybody but its owner and the service role, also when the owner is no superuser.';

create function bronze.create_odoo_table(table_name text) returns regclass
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
            source uuid not null,
            id bigint not null,
            epoch integer not null,
            tx bigint not null,
            seq bigint not null default nextval(%L),
            op "char" not null check (op in (''U'', ''D'')),
            payload jsonb check ((payload is null) = (op = ''D'')),
            hash uuid,
            loaded_at timestamptz not null default now(),
            primary key (source, id, seq)
        )',
        relation, 'bronze.odoo_seq'
    );
    execute format('create unique index on %s (seq)', relation);
    begin
        execute format('alter table %s alter column payload set compression lz4', relation);
    exception
        when feature_not_supported then null; -- a server built without lz4 keeps pglz: slower, not wrong
    end;
    execute format('comment on table %s is %L', relation,
        'One row per version of a record of the Odoo table ' || table_name || '; op D is a tombstone.');
    perform bronze.protect(relation::regclass);
    return relation::regclass;
end
$$;
comment on function bronze.create_odoo_table(text) is
    'Makes bronze.odoo_<table> when it is missing. The synchronisation calls it for every table Odoo describes.';

select bronze.protect('bronze.sync_source'), bronze.protect('bronze.sync_run');

select bronze.create_odoo_table(name)
from unnest(array[
    'res_company', 'res_partner', 'res_currency', 'account_account', 'account_journal', 'account_tax',
    'account_tax_repartition_line', 'account_move', 'account_move_line', 'product_template',
    'product_product', 'hr_department', 'hr_employee', 'hr_version',
    'hr_expense'
]) as name;
