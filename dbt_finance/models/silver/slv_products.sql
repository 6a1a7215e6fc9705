{{ config(
    unique_key=['source', 'product_id'],
    indexes=[
        {'columns': ['source', 'product_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__product_product')) }}
),

typed as (
    select
        images.source,
        images.id::integer as product_id,
        record.product_tmpl_id as product_template_id,
        record.active,
        record.default_code,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'product_tmpl_id': 'integer',
        'active': 'boolean',
        'default_code': 'text',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
