-- The fourth layer: what machines read. Text with its vectors, and what follows from many rows at once.
create schema if not exists platinum;
revoke all on schema platinum from public;
grant usage on schema platinum to authenticated, analyst, finance, service_role;
alter default privileges in schema platinum grant select on tables to authenticated, analyst, finance, service_role;
comment on schema platinum is 'Text with vectors, recommendations; row security by company as in gold.';

-- pgvector where the server has it and lets us; else vectors are plain arrays, searched more slowly.
create schema if not exists extensions;
do $$
begin
    if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
        create extension vector with schema extensions;
    end if;
exception
    when insufficient_privilege or undefined_file or feature_not_supported or invalid_parameter_value then
        raise notice 'pgvector is not available (%); vectors are kept as arrays.', sqlerrm;
end
$$;
grant usage on schema extensions to authenticated, analyst, finance, service_role;

do $$
declare
    place text := (
        select namespace.nspname
        from pg_catalog.pg_extension as extension
        inner join pg_catalog.pg_namespace as namespace on namespace.oid = extension.extnamespace
        where extension.extname = 'vector'
    );
    kind text := case when place is null then 'real[]' else format('%I.vector', place) end;
    product text := case
        when place is null
            then '(select sum(one.x::float8 * two.x) from unnest($1) with ordinality as one (x, n)
                inner join unnest(translate($2, ''[]'', ''{}'')::real[]) with ordinality as two (x, n)
                    on one.n = two.n)'
        else format('-($1 operator(%1$I.<#>) $2::%1$I.vector)', place)
    end;
begin
    execute format(
        'create table platinum.text_vector (
            source uuid not null,
            company_id integer not null,
            digest uuid not null,
            model text not null,
            embedding %s not null,
            embedded_at timestamptz not null default now(),
            primary key (source, company_id, digest)
        )', case when place is null then kind else kind || '(384)' end
    );
    -- One name for both kinds, so that queries do not ask which this server has.
    execute format(
        'create function platinum.similarity(embedding %s, question text) returns double precision
        language sql immutable parallel safe return %s', kind, product
    );
end
$$;
comment on table platinum.text_vector is
    'One row per text of a company and its vector; platinum_transaction_texts says which rows have the text.';
comment on column platinum.text_vector.digest is 'MD5 of the text.';
comment on column platinum.text_vector.model is 'The model that made the vector; another one makes all anew.';
comment on function platinum.similarity is
    'Inner product of a kept vector and one written as [x, y, ...]; both have length one, so it is the cosine.';
revoke all on function platinum.similarity from public;
grant execute on function platinum.similarity to authenticated, analyst, finance, service_role;
select security.open_mart('platinum.text_vector');
