{{ config(
    unique_key=['source', 'tax_form_id'],
    indexes=[
        {'columns': ['source', 'tax_form_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_form')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_form_id,
        record.code,
        record.name,
        record.tax_type,
        record.frequency,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'code': 'text',
        'name': 'text',
        'tax_type': 'text',
        'frequency': 'text',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
