{{ config(
    unique_key=['source', 'journal_id'],
    indexes=[
        {'columns': ['source', 'journal_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_journal')) }}
),

typed as (
    select
        images.source,
        images.id::integer as journal_id,
        record.name,
        record.code,
        record.type as journal_type,
        record.active,
        record.company_id,
        record.currency_id,
        record.default_account_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'code': 'text',
        'type': 'text',
        'active': 'boolean',
        'company_id': 'integer',
        'currency_id': 'integer',
        'default_account_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
