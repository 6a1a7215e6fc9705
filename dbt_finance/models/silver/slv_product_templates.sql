{{ config(
    unique_key=['source', 'product_template_id'],
    indexes=[
        {'columns': ['source', 'product_template_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__product_template')) }}
),

typed as (
    select
        images.source,
        images.id::integer as product_template_id,
        record.name,
        record.active,
        record.type as product_type,
        record.categ_id,
        record.company_id,
        record.default_code,
        record.can_be_expensed,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'active': 'boolean',
        'type': 'text',
        'categ_id': 'integer',
        'company_id': 'integer',
        'default_code': 'text',
        'can_be_expensed': 'boolean',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
