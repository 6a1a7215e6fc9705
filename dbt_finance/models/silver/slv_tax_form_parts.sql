{{ config(
    unique_key=['source', 'tax_form_part_id'],
    indexes=[
        {'columns': ['source', 'tax_form_part_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_part')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_form_part_id,
        record.edition_id,
        record.code,
        record.section,
        record.layout,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'edition_id': 'integer',
        'code': 'text',
        'section': 'text',
        'layout': 'text',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
