{{ config(
    unique_key=['source', 'analytic_account_id'],
    indexes=[
        {'columns': ['source', 'analytic_account_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_analytic_account')) }}
),

typed as (
    select
        images.source,
        images.id::integer as analytic_account_id,
        record.name,
        record.code,
        record.active,
        record.plan_id as analytic_plan_id,
        record.company_id,
        record.partner_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'code': 'text',
        'active': 'boolean',
        'plan_id': 'integer',
        'company_id': 'integer',
        'partner_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
