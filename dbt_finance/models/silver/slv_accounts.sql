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
        {{ smallest_json_value('record.code_store') }} as code,
        record.name,
        record.account_type,
        record.reconcile,
        record.currency_id,
        {{ ids('record.company_ids') }} as company_ids,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'code_store': 'jsonb',
        'name': 'text',
        'account_type': 'text',
        'reconcile': 'boolean',
        'currency_id': 'integer',
        'company_ids': 'integer[]',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
