-- Who may see which rows. A reader works under one of the roles below; which companies it sees follows from
-- claims that are signed here, in the database, with keys no reader can read. A setting alone proves nothing:
-- any query may call set_config().
create schema security;
revoke all on schema security from public;
comment on schema security is 'Signed claims, and the functions that open relations to readers by company.';

-- analyst: silver, gold and platinum. finance: gold and platinum. marketing: the views of schema masked.
-- ipai_reader is what a login for readers' own SQL is made of; it has no right but to take one of the three.
create schema masked;
revoke all on schema masked from public;
comment on schema masked is 'Marts for marketing: persons, tax numbers and documents are masked, companies as claimed.';

do $$
declare
    wanted text;
begin
    foreach wanted in array array['analyst', 'finance', 'marketing', 'ipai_reader'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin noinherit', wanted);
            exception
                when duplicate_object or unique_violation then null; -- another database made it meanwhile
            end;
        end if;
        begin
            if wanted = 'ipai_reader' then
                grant analyst, finance, marketing to ipai_reader;
            else
                execute format('grant %I to %I', wanted, current_user);
                execute format('grant %I to authenticator', wanted);
            end if;
        exception
            when insufficient_privilege then null; -- given already by whoever owns the roles
        end;
    end loop;
exception
    when insufficient_privilege then
        raise exception 'The role % may not create roles, and analyst, finance, marketing or ipai_reader is missing. Run the migrations once as a role with CREATEROLE, or create the four roles first.', current_user;
end
$$;

create function security.random_key() returns bytea
language sql volatile set search_path = '' as
$$
    select pg_catalog.sha256(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    )
$$;

-- One row per signing key; the newest one signs, those not retired are accepted.
create table security.claim_key (
    id integer generated always as identity primary key,
    inner_key bytea not null default security.random_key(),
    outer_key bytea not null default security.random_key(),
    created_at timestamptz not null default now(),
    retired_at timestamptz
);
insert into security.claim_key default values;
alter table security.claim_key enable row level security;
alter table security.claim_key force row level security;
create policy owner on security.claim_key to current_user using (true) with check (true);

create function security.rotate_claim_key() returns void
language sql volatile set search_path = '' as
$$
    update security.claim_key set retired_at = pg_catalog.clock_timestamp() where retired_at is null;
    insert into security.claim_key default values;
$$;
comment on function security.rotate_claim_key() is 'Retires all signing keys and makes a new one; tokens signed before stop working.';

create function security.claim_mac(inner_key bytea, outer_key bytea, payload text) returns text
language sql immutable set search_path = '' as
$$
    select pg_catalog.encode(
        pg_catalog.sha256(
            outer_key || pg_catalog.sha256(inner_key || pg_catalog.convert_to(payload, 'UTF8'))
        ),
        'hex'
    )
$$;
comment on function security.claim_mac(bytea, bytea, text) is 'Nested SHA-256 with two keys (NMAC), as PostgreSQL alone has no HMAC.';

create function security.sign(claims jsonb, seconds integer default 300) returns text
language plpgsql volatile security definer set search_path = '' as
$$
declare
    expires bigint := extract(epoch from pg_catalog.clock_timestamp())::bigint + seconds;
    payload text;
    used security.claim_key;
begin
    if coalesce(claims ->> 'role', '') = '' then
        raise exception 'Claims need a role.' using errcode = 'invalid_parameter_value';
    end if;
    select * into strict used from security.claim_key where retired_at is null order by id desc limit 1;
    payload := pg_catalog.encode(
        pg_catalog.convert_to((claims || pg_catalog.jsonb_build_object('exp', expires))::text, 'UTF8'), 'base64'
    );
    payload := pg_catalog.translate(payload, E'\n', '');
    return pg_catalog.concat_ws(
        '.', used.id, payload, security.claim_mac(used.inner_key, used.outer_key, payload)
    );
end
$$;
comment on function security.sign(jsonb, integer) is
    'A token for setting ipai.claims: {role, source, company_ids, sub}, good for so many seconds.';

-- The reader is the role the query runs under (current_user of the policy); claims of another role are none.
create function security.claims(reader text) returns jsonb
language plpgsql stable security definer set search_path = '' as
$$
declare
    token text := nullif(pg_catalog.current_setting('ipai.claims', true), '');
    parts text[];
    used security.claim_key;
    claims jsonb;
begin
    if session_user = 'authenticator' then
        -- PostgREST has checked the token's signature and lets nobody write SQL.
        claims := coalesce(nullif(pg_catalog.current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
        claims := claims || coalesce(claims -> 'app_metadata', '{}');
    elsif token is not null then
        parts := pg_catalog.string_to_array(token, '.');
        select * into used from security.claim_key where id::text = parts[1] and retired_at is null;
        -- Hashed before they are compared, so that the time it takes tells nothing.
        if used.id is null or pg_catalog.sha256(pg_catalog.convert_to(coalesce(parts[3], ''), 'UTF8'))
            <> pg_catalog.sha256(pg_catalog.convert_to(
                security.claim_mac(used.inner_key, used.outer_key, parts[2]), 'UTF8')) then
            raise exception 'The claims of this session were not signed by this warehouse.'
                using errcode = 'insufficient_privilege';
        end if;
        claims := pg_catalog.convert_from(pg_catalog.decode(parts[2], 'base64'), 'UTF8')::jsonb;
        if (claims ->> 'exp')::bigint < extract(epoch from pg_catalog.clock_timestamp()) then
            raise exception 'The claims of this session have expired; ask again.'
                using errcode = 'insufficient_privilege';
        end if;
    end if;
    if claims ->> 'role' is distinct from reader then
        return '{}';
    end if;
    return claims;
end
$$;
comment on function security.claims(text) is 'What the session may claim under this role: {role, source, company_ids, sub}; {} when nothing.';

create function security.company_ids(reader text) returns integer[]
language sql stable security definer set search_path = '' as
$$
    select coalesce(pg_catalog.array_agg(company.id::integer), '{}')
    from pg_catalog.jsonb_array_elements_text(
        coalesce(security.claims(reader) -> 'company_ids', '[]')
    ) as company (id)
$$;

-- Company numbers repeat between databases, so claims without a source mean the database that was
-- synchronised last: with one Odoo, the usual case, simply that one.
create function security.source(reader text) returns uuid
language sql stable security definer set search_path = '' as
$$
    select coalesce(
        (security.claims(reader) ->> 'source')::uuid,
        (select source from bronze.sync_source order by synced_at desc nulls last, created_at desc limit 1)
    )
$$;

revoke all on all functions in schema security from public;
grant usage on schema security to authenticated, analyst, finance, marketing, service_role;
grant execute on function security.claims(text), security.company_ids(text), security.source(text)
to authenticated, analyst, finance, marketing, service_role;
grant execute on function security.sign(jsonb, integer) to service_role;

grant usage on schema silver to analyst;
grant usage on schema gold to analyst, finance;
grant usage on schema masked to marketing;
alter default privileges in schema silver grant select on tables to analyst;
alter default privileges in schema gold grant select on tables to analyst, finance;
alter default privileges in schema masked grant select on tables to marketing;
grant select on all tables in schema silver to analyst;
grant select on all tables in schema gold to analyst, finance;

create function security.company_condition(relation regclass) returns text
language sql stable set search_path = '' as
$$
    -- By the columns a relation has; null means that it cannot be told whose its rows are.
    select case
        when not pg_catalog.bool_or(attname = 'source') then null
        when pg_catalog.bool_or(attname = 'company_id') then
            'source = (select security.source(current_user::text))
             and (company_id is null or company_id = any ((select security.company_ids(current_user::text))::integer[]))'
        when pg_catalog.bool_or(attname = 'company_ids') then
            'source = (select security.source(current_user::text))
             and company_ids && (select security.company_ids(current_user::text))::integer[]'
    end
    from pg_catalog.pg_attribute
    where attrelid = relation and attnum > 0 and not attisdropped
$$;

create function security.open_to(relation regclass, policy text, readers text[]) returns void
language plpgsql set search_path = '' as
$$
declare
    condition text := security.company_condition(relation);
begin
    perform bronze.protect(relation);
    -- Looks first: making a policy waits for the readers of the table, and dbt calls this at each build.
    if exists (
        select from pg_catalog.pg_policy where polrelid = relation and polname = policy
    ) or condition is null then
        return;
    end if;
    execute format(
        'create policy %I on %s for select to %s using (%s)',
        policy, relation, (select string_agg(quote_ident(name), ', ') from unnest(readers) as name), condition
    );
end
$$;
comment on function security.open_to(regclass, text, text[]) is
    'Shuts a relation, then lets these roles see the rows of the companies they claim, if its columns tell whose a row is. Called by dbt in the transaction that builds it, so there is no moment without the policy.';

create function security.open_mart(relation regclass) returns void
language plpgsql set search_path = '' as
$$
begin
    if security.company_condition(relation) is null then
        raise exception '% has no columns source and company_id, so its rows cannot be kept apart by company.', relation;
    end if;
    perform security.open_to(relation, 'company', array['authenticated', 'analyst', 'finance']);
end
$$;

create function security.mask(relation regclass, rules jsonb) returns void
language plpgsql set search_path = '' as
$$
declare
    name text := (select relname from pg_catalog.pg_class where oid = relation);
    target text := format('masked.%I', name);
    columns text;
    body text;
begin
    select string_agg(
        case coalesce(rules ->> attname, 'plain')
            when 'plain' then quote_ident(attname)
            when 'hide' then format('null::%s as %I', format_type(atttypid, atttypmod), attname)
            when 'initial' then format('left(%1$I, 1) || ''***'' as %1$I', attname)
            when 'month' then format('date_trunc(''month'', %1$I)::date as %1$I', attname)
        end, ', ' order by attnum
    ) into columns
    from pg_catalog.pg_attribute
    where attrelid = relation and attnum > 0 and not attisdropped;
    body := format(
        'select %s from %s where %s', columns, relation, security.company_condition(relation)
    );
    -- Replacing a view waits for its readers; most builds change nothing.
    if obj_description(to_regclass(target), 'pg_class') like '%' || md5(body) || '%' then
        return;
    end if;
    execute format('drop view if exists %s', target);
    -- It reads with its owner's rights, for marketing has none on the mart, and so filters by itself.
    execute format('create view %s with (security_barrier = true) as %s', target, body);
    execute format('comment on view %s is %L', target, name || ' for marketing, masked (' || md5(body) || ').');
end
$$;
comment on function security.mask(regclass, jsonb) is
    'Makes masked.<mart>. rules: column -> hide | initial | month; columns without a rule are shown.';
revoke all on function security.company_condition(regclass), security.open_to(regclass, text, text[]),
security.open_mart(regclass), security.mask(regclass, jsonb), security.rotate_claim_key() from public;

-- The policies of before went by claims anybody could set.
do $$
declare
    mart regclass;
begin
    for mart in
        select polrelid::regclass from pg_catalog.pg_policy as policy
        inner join pg_catalog.pg_class as class on class.oid = policy.polrelid
        where class.relnamespace = 'gold'::regnamespace and policy.polname = 'company'
    loop
        execute format('drop policy company on %s', mart);
        perform security.open_mart(mart);
    end loop;
end
$$;
drop function gold.protect(regclass);
drop function gold.claimed_company_ids();
drop function gold.claimed_source();
drop function gold.claims();
