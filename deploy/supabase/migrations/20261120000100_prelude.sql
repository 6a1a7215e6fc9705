-- The parts of Supabase that the warehouse relies on, made only where they are missing, so that the same
-- files run on Supabase and on a plain PostgreSQL 15 or newer. Roles belong to the whole cluster: another
-- database may have made them already, or may be making them this very moment.
do $$
declare
    wanted record;
begin
    for wanted in
        select *
        from (
            values
                ('anon', 'nologin noinherit'),
                ('authenticated', 'nologin noinherit'),
                ('service_role', 'nologin noinherit bypassrls'),
                ('authenticator', 'nologin noinherit')
        ) as role (name, options)
    loop
        if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
            begin
                execute format('create role %I %s', wanted.name, wanted.options);
            exception
                when duplicate_object or unique_violation then null;
            end;
        end if;
        if wanted.name <> 'authenticator' then
            begin
                execute format('grant %I to %I', wanted.name, current_user);
            exception
                -- A managed platform may have given the membership already and keep the right to give it.
                when insufficient_privilege then null;
            end;
        end if;
    end loop;
    if not pg_catalog.pg_has_role('authenticator', 'authenticated', 'member') then
        grant anon, authenticated, service_role to authenticator;
    end if;
exception
    when insufficient_privilege then
        raise exception 'The role % may not create roles, and anon, authenticated, service_role or authenticator is missing. Run the migrations once as a role with CREATEROLE, or create the four roles first.', current_user;
end
$$;

do $$
begin
    if to_regnamespace('auth') is null then
        create schema auth;
        grant usage on schema auth to anon, authenticated, service_role;
        create function auth.jwt() returns jsonb language sql stable set search_path = '' as
            $body$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $body$;
        create function auth.uid() returns uuid language sql stable set search_path = '' as
            $body$ select nullif(auth.jwt() ->> 'sub', '')::uuid $body$;
        create function auth.role() returns text language sql stable set search_path = '' as
            $body$ select coalesce(auth.jwt() ->> 'role', current_user::text) $body$;
    end if;
end
$$;
