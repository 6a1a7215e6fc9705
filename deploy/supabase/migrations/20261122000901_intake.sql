-- Rows of sources that are no Odoo: shops, files. They come in batches; what cannot be used is kept beside
-- them with the reason.

create table sidecar.intake_source (
    code text primary key check (code ~ '^[a-z][a-z0-9_-]{1,39}$'),
    source uuid not null,
    company_id integer not null check (company_id > 0),
    domains text [] not null check (cardinality(domains) > 0),
    timezone text not null default 'Asia/Manila',
    generation integer not null default 1,
    is_active boolean not null default true,
    created_at timestamptz not null default now()
);
comment on table sidecar.intake_source is 'One program or place that sends rows, and the company they belong to.';
comment on column sidecar.intake_source.source is
    'database.uuid of the Odoo whose company this is; row security compares it.';
comment on column sidecar.intake_source.domains is 'What it may send: transactions, products, ...';
comment on column sidecar.intake_source.timezone is 'Where a moment with an offset becomes a date.';
comment on column sidecar.intake_source.generation is
    'Counts its secrets. The secret itself is derived from the sidecar''s and kept nowhere.';

create table bronze.intake_batch (
    batch_id uuid primary key default gen_random_uuid(),
    origin text not null,
    source uuid not null,
    company_id integer not null,
    domain text not null,
    channel text not null check (channel in ('webhook', 'upload', 'shell')),
    file_name text,
    digest bytea not null check (length(digest) = 32),
    bytes bigint not null,
    received bigint not null default 0,
    accepted bigint not null default 0,
    unchanged bigint not null default 0,
    quarantined bigint not null default 0,
    created_at timestamptz not null default now(),
    unique (origin, domain, digest)
);
create index intake_batch_recent on bronze.intake_batch (created_at desc);
comment on table bronze.intake_batch is 'One body or file a source sent. The same content again is this batch again.';
comment on column bronze.intake_batch.digest is 'SHA-256 of the content as it was sent.';
comment on column bronze.intake_batch.accepted is 'Records taken over; unchanged ones among them made no new version.';

create table bronze.quarantine (
    id bigint generated always as identity primary key,
    batch_id uuid not null references bronze.intake_batch on delete cascade,
    origin text not null,
    source uuid not null,
    company_id integer not null,
    domain text not null,
    line bigint not null,
    key text,
    raw text not null,
    reason text not null,
    detail text not null,
    created_at timestamptz not null default now(),
    settled_at timestamptz
);
create index quarantine_batch on bronze.quarantine (batch_id, line);
create index quarantine_open on bronze.quarantine (origin, domain, key) where settled_at is null;
comment on table bronze.quarantine is 'One line that could not become a record, as it was sent, and why.';
comment on column bronze.quarantine.key is 'Id of the record, when it could be read.';
comment on column bronze.quarantine.settled_at is 'When a later batch brought this record in order.';

create sequence bronze.intake_record_id as bigint;

create function bronze.create_intake_table(domain text) returns regclass
language plpgsql set search_path = '' as
$$
declare
    relation text := format('bronze.%I', 'bronze_' || domain);
begin
    if to_regclass(relation) is not null then
        return relation::regclass;
    end if;
    execute format(
        'create table %s (
            source uuid not null,
            id bigint not null,
            seq bigint not null default nextval(%L),
            op "char" not null default ''U'' check (op in (''U'', ''D'')),
            payload jsonb check ((payload is null) = (op = ''D'')),
            hash uuid,
            loaded_at timestamptz not null default now(),
            company_id integer not null,
            origin text not null,
            key text not null,
            batch_id uuid not null references bronze.intake_batch,
            line bigint not null,
            primary key (source, id, seq)
        )',
        relation, 'bronze.odoo_seq'
    );
    execute format('create unique index on %s (seq)', relation);
    execute format('create unique index on %s (source, origin, key, seq)', relation);
    execute format('create index on %s (batch_id)', relation);
    begin
        execute format('alter table %s alter column payload set compression lz4', relation);
    exception
        when feature_not_supported then null; -- a server built without lz4 keeps pglz: slower, not wrong
    end;
    execute format('comment on table %s is %L', relation, 'One row per version of a record of ' || domain || ' a source sent.');
    perform bronze.protect(relation::regclass);
    return relation::regclass;
end
$$;
comment on function bronze.create_intake_table(text) is
    'Makes bronze.bronze_<domain> when it is missing; the migration of a new domain calls it.';
revoke all on function bronze.create_intake_table(text) from public;

select
    bronze.protect('sidecar.intake_source'),
    bronze.protect('bronze.intake_batch'),
    bronze.protect('bronze.quarantine');
select bronze.create_intake_table(name) from unnest(array['transactions', 'products']) as name;
