{{ config(
    unique_key=['source', 'account_id'],
    indexes=[
        {'columns': ['source', 'account_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_account')) }}
),

typed as (
    select
        images.source,
        images.id::integer as account_id,
        record.code_store as codes,
        (select min(code.value) from jsonb_each_text(record.code_store) as code) as code,
        record.name,
        record.account_type,
        record.reconcile,
        record.currency_id,
        coalesce(record.company_ids, '{}') as company_ids,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    left join lateral jsonb_to_record(images.payload) as record (
        code_store jsonb,
        name text,
        account_type text,
        reconcile boolean,
        currency_id integer,
        company_ids integer[],
        write_date timestamptz
    ) on true
)

select * from typed
