{{ config(
    unique_key=['source', 'product_category_id'],
    indexes=[
        {'columns': ['source', 'product_category_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__product_category')) }}
),

typed as (
    select
        images.source,
        images.id::integer as product_category_id,
        record.name,
        record.complete_name,
        record.parent_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'complete_name': 'text',
        'parent_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
