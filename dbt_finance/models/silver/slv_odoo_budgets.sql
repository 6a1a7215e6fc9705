{{ config(
    unique_key=['source', 'odoo_budget_id'],
    indexes=[
        {'columns': ['source', 'odoo_budget_id'], 'unique': true}
    ],
    meta={'change_columns': {'company_id': 'company_id'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__crossovered_budget')) }}
),

typed as (
    select
        images.source,
        images.id::integer as odoo_budget_id,
        record.name,
        record.state,
        record.company_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'state': 'text',
        'company_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
