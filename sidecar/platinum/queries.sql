-- missing --
-- Texts without a vector of this model that is young enough, and whose they are
select distinct on (texts.source, texts.company_id, texts.digest)
    texts.source, texts.company_id, texts.digest, texts.text
from platinum.platinum_transaction_texts as texts
left join platinum.text_vector as vector
    on
        texts.source = vector.source
        and texts.company_id = vector.company_id
        and texts.digest = vector.digest
        and vector.model = %(model)s
        and vector.embedded_at > now() - make_interval(days => %(days)s)
where vector.digest is null
order by texts.source, texts.company_id, texts.digest
limit %(limit)s

-- known --
-- Vectors other companies have of the same texts already
select distinct on (digest) digest, embedding::text as embedding
from platinum.text_vector
where
    digest = any(%(digests)s)
    and model = %(model)s
    and embedded_at > now() - make_interval(days => %(days)s)
order by digest

-- keep --
-- Keep a vector; one of another model, or too old, is replaced
insert into platinum.text_vector (source, company_id, digest, model, embedding)
values (%(source)s, %(company_id)s, %(digest)s, %(model)s, %(embedding)s)
on conflict (source, company_id, digest) do update
set model = excluded.model, embedding = excluded.embedding, embedded_at = now()

-- forget --
-- Vectors of texts that are nowhere any more
delete from platinum.text_vector as vector
where not exists (
    select from platinum.platinum_transaction_texts as texts
    where
        texts.source = vector.source
        and texts.company_id = vector.company_id
        and texts.digest = vector.digest
)

-- is_array --
-- Whether this server keeps vectors as plain arrays
select format_type(atttypid, atttypmod) = 'real[]' as is_array
from pg_catalog.pg_attribute
where attrelid = 'platinum.text_vector'::regclass and attname = 'embedding'

-- is_built --
-- Whether dbt has built the texts
select to_regclass('platinum.platinum_transaction_texts') is not null as is_built

-- search --
-- The texts nearest to a question and the rows that have them; the reader's row security is on both
with wanted as (
    select *
    from platinum.platinum_transaction_texts
    where
        (%(kind)s::text is null or kind = %(kind)s)
        and (%(date_from)s::date is null or document_date >= %(date_from)s)
        and (%(date_to)s::date is null or document_date <= %(date_to)s)
),

nearest as materialized (
    select
        vector.source,
        vector.company_id,
        vector.digest,
        platinum.similarity(vector.embedding, %(question)s) as similarity
    from platinum.text_vector as vector
    where
        vector.model = %(model)s
        and exists (
            select from wanted
            where
                wanted.source = vector.source
                and wanted.company_id = vector.company_id
                and wanted.digest = vector.digest
        )
    order by similarity desc, vector.digest
    limit %(limit)s
)

select
    wanted.kind,
    wanted.company_id,
    wanted.text,
    round(nearest.similarity::numeric, 4)::float as similarity,
    count(*) as occurrences,
    sum(wanted.amount) as total_amount,
    min(wanted.document_date) as first_date,
    max(wanted.document_date) as last_date,
    (array_agg(wanted.record_id order by wanted.document_date desc nulls last, wanted.record_id))[:5]
        as record_ids
from nearest
inner join wanted
    on
        nearest.source = wanted.source
        and nearest.company_id = wanted.company_id
        and nearest.digest = wanted.digest
group by wanted.kind, wanted.company_id, wanted.text, nearest.similarity
order by nearest.similarity desc, wanted.text
