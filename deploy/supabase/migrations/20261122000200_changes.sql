-- How far each model of silver and gold has read, and what changed in them: by these two tables a build
-- costs in proportion to what changed, not to what there is.
create sequence silver.change_seq as bigint;

create table silver.mark (
    model text primary key,
    version text,
    documented text,
    bronze_seq bigint not null default 0,
    change_seq bigint,
    full_seq bigint not null default 0,
    changed_seq bigint not null default 0,
    built_at timestamptz not null default now()
);
comment on table silver.mark is 'One row per model that dbt keeps: what it has read, and when it changed last.';
comment on column silver.mark.version is 'Checksum of the text it was built from; another text means building it whole.';
comment on column silver.mark.documented is 'Checksum of the descriptions that were written to the catalog.';
comment on column silver.mark.bronze_seq is
    'Bronze versions up to this number are in it. Retention may not remove a tombstone above it.';
comment on column silver.mark.change_seq is 'Entries of silver.change up to this number are in it; null: it reads none.';
comment on column silver.mark.full_seq is
    'When it changed as a whole, without entries per row: whoever read less than this has to read it all.';
comment on column silver.mark.changed_seq is 'When it changed last, in whatever way.';

create table silver.change (
    seq bigint not null default nextval('silver.change_seq'),
    model text not null,
    source uuid,
    id bigint,
    parent_id bigint,
    company_id integer,
    month date,
    primary key (model, seq)
);
alter sequence silver.change_seq owned by silver.change.seq;
alter table silver.change set (autovacuum_vacuum_scale_factor = 0.05);
comment on table silver.change is
    'One row per changed row of a model, as it was and as it is; read by the models after it, then pruned.';

select bronze.protect('silver.mark'), bronze.protect('silver.change');

-- The lock is held for a moment only: a build that waits for it would otherwise stop the synchronisation.
create function silver.complete_seq() returns bigint
language plpgsql set search_path = '' as
$$
declare
    complete bigint;
begin
    perform pg_advisory_lock_shared(hashtextextended('bronze.odoo_seq', 0));
    select last_value into complete from bronze.odoo_seq;
    perform pg_advisory_unlock_shared(hashtextextended('bronze.odoo_seq', 0));
    return complete;
end
$$;
comment on function silver.complete_seq() is 'The number of bronze versions up to which all are committed.';

-- A model that was not built for a fortnight is not waited for: it reads everything when it comes back.
create function silver.prune_changes() returns bigint
language plpgsql set search_path = '' as
$$
declare
    read_by_all bigint;
    pruned bigint;
begin
    select min(change_seq) into read_by_all from silver.mark where built_at > now() - interval '14 days';
    if read_by_all is null or not exists (select from silver.change where seq <= read_by_all) then
        return 0;
    end if;
    update silver.mark set full_seq = read_by_all
    where
        full_seq < read_by_all
        and exists (select from silver.mark as late where late.change_seq < read_by_all);
    delete from silver.change where seq <= read_by_all;
    get diagnostics pruned = row_count;
    return pruned;
end
$$;
comment on function silver.prune_changes() is 'Removes the entries that every model in use has read; gives their number.';
revoke all on function silver.complete_seq(), silver.prune_changes() from public;
