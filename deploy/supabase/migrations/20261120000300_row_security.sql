-- What a signed-in user may see in gold follows from the claims of the request (request.jwt.claims, the
-- setting PostgREST and our own routes use): {"company_ids": [1, 2], "source": "<database uuid>"}.
-- No claim, no rows.
create function gold.claims() returns jsonb
language sql stable set search_path = '' as
$$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;

create function gold.claimed_company_ids() returns integer[]
language sql stable set search_path = '' as
$$
    select coalesce(array_agg(company.id::integer), '{}')
    from jsonb_array_elements_text(
        coalesce(gold.claims() -> 'company_ids', gold.claims() -> 'app_metadata' -> 'company_ids', '[]')
    ) as company (id)
$$;
comment on function gold.claimed_company_ids() is 'Companies of the request, from claim company_ids; none without it.';

-- Company numbers repeat between databases, so a claim without a source means the database that was
-- synchronised last: with one Odoo, the usual case, simply that one.
create function gold.claimed_source() returns uuid
language sql stable security definer set search_path = '' as
$$
    select coalesce(
        (gold.claims() ->> 'source')::uuid,
        (gold.claims() -> 'app_metadata' ->> 'source')::uuid,
        (select source from bronze.sync_source order by synced_at desc nulls last, created_at desc limit 1)
    )
$$;
comment on function gold.claimed_source() is 'Odoo database of the request, from claim source, else the one synchronised last.';

revoke all on function gold.claims(), gold.claimed_company_ids(), gold.claimed_source() from public;
grant execute on function gold.claims(), gold.claimed_company_ids(), gold.claimed_source() to authenticated, service_role;

-- Called by dbt in the transaction that builds a mart, so there is no moment without the policy.
create function gold.protect(relation regclass) returns void
language plpgsql set search_path = '' as
$$
begin
    perform bronze.protect(relation);
    if exists (
        select from pg_catalog.pg_policy where polrelid = relation and polname = 'company'
    ) then
        return;
    end if;
    execute format(
        'create policy company on %s for select to authenticated using (
            source = (select gold.claimed_source())
            and company_id = any ((select gold.claimed_company_ids())::integer[])
        )',
        relation
    );
end
$$;
comment on function gold.protect(regclass) is
    'Lets a signed-in user see the rows of the claimed companies of a mart, by its columns source and company_id.';
revoke all on function gold.protect(regclass), bronze.protect(regclass), bronze.create_odoo_table(text) from public;
