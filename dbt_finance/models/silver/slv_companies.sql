{{ config(
    unique_key=['source', 'company_id'],
    indexes=[
        {'columns': ['source', 'company_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__res_company')) }}
),

typed as (
    select
        images.source,
        images.id::integer as company_id,
        record.name,
        record.active,
        record.parent_id,
        record.partner_id,
        record.currency_id,
        record.fiscalyear_last_month::integer as fiscal_year_last_month,
        record.create_date as created_at,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'active': 'boolean',
        'parent_id': 'integer',
        'partner_id': 'integer',
        'currency_id': 'integer',
        'fiscalyear_last_month': 'text',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
