{{ config(
    unique_key=['source', 'partner_bank_id'],
    indexes=[
        {'columns': ['source', 'partner_bank_id'], 'unique': true},
        {'columns': ['source', 'partner_id']}
    ],
    meta={'change_columns': {'parent_id': 'partner_id', 'company_id': 'company_id'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__res_partner_bank')) }}
),

typed as (
    select
        images.source,
        images.id::integer as partner_bank_id,
        record.partner_id,
        record.acc_number as account_number,
        record.bank_id,
        record.currency_id,
        record.company_id,
        record.active,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'partner_id': 'integer',
        'acc_number': 'text',
        'bank_id': 'integer',
        'currency_id': 'integer',
        'company_id': 'integer',
        'active': 'boolean',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
