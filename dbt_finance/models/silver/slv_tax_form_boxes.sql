{{ config(
    unique_key=['source', 'tax_form_box_id'],
    indexes=[
        {'columns': ['source', 'tax_form_box_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_box')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_form_box_id,
        record.edition_id,
        record.part_id as tax_form_part_id,
        record.code,
        record.item,
        record.side,
        record.label,
        record.kind,
        record.tax_classes,
        record.sign,
        record.reads,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'edition_id': 'integer',
        'part_id': 'integer',
        'code': 'text',
        'item': 'text',
        'side': 'text',
        'label': 'text',
        'kind': 'text',
        'tax_classes': 'text',
        'sign': 'text',
        'reads': 'text',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
