-- What stands in quarantine, by version as everything else in bronze: so silver follows a line that is put
-- in order or removed. The text of the line stays in bronze.quarantine.

create table bronze.bronze_quarantine (
    source uuid not null,
    id bigint not null,
    seq bigint not null default nextval('bronze.odoo_seq'),
    op "char" not null default 'U' check (op in ('U', 'D')),
    payload jsonb check ((payload is null) = (op = 'D')),
    loaded_at timestamptz not null default now(),
    company_id integer not null,
    origin text not null,
    batch_id uuid not null,
    primary key (source, id, seq)
);
create unique index bronze_quarantine_seq on bronze.bronze_quarantine (seq);
comment on table bronze.bronze_quarantine is 'One row per version of a line in quarantine.';
comment on column bronze.bronze_quarantine.id is 'Number of the line in bronze.quarantine.';
select bronze.protect('bronze.bronze_quarantine');

create function bronze.keep_quarantine_versions() returns trigger
language plpgsql set search_path = '' as
$$
begin
    -- Numbers are committed in their order: one writer of bronze at a time.
    perform pg_advisory_xact_lock(hashtextextended('bronze.odoo_seq', 0));
    if tg_op = 'DELETE' then
        insert into bronze.bronze_quarantine (source, id, op, company_id, origin, batch_id)
        select source, id, 'D', company_id, origin, batch_id from gone;
    else
        insert into bronze.bronze_quarantine (source, id, payload, company_id, origin, batch_id)
        select
            source,
            id,
            jsonb_build_object(
                'domain', domain, 'line', line, 'key', key, 'reason', reason, 'detail', left(detail, 500),
                'created_at', created_at, 'settled_at', settled_at
            ),
            company_id,
            origin,
            batch_id
        from come;
    end if;
    return null;
end
$$;
comment on function bronze.keep_quarantine_versions() is
    'Keeps each state of the lines in quarantine in bronze.bronze_quarantine.';
revoke all on function bronze.keep_quarantine_versions() from public;

create trigger keep_inserted after insert on bronze.quarantine
referencing new table as come
for each statement execute function bronze.keep_quarantine_versions();
create trigger keep_updated after update on bronze.quarantine
referencing new table as come
for each statement execute function bronze.keep_quarantine_versions();
create trigger keep_deleted after delete on bronze.quarantine
referencing old table as gone
for each statement execute function bronze.keep_quarantine_versions();

-- Lines that are there already.
update bronze.quarantine set settled_at = settled_at;
