{{ config(
    unique_key=['source', 'tax_return_row_id'],
    indexes=[
        {'columns': ['source', 'tax_return_row_id'], 'unique': true},
        {'columns': ['source', 'tax_return_id']}
    ],
    meta={'change_columns': {'parent_id': 'tax_return_id'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_return_row')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_return_row_id,
        record.return_id as tax_return_id,
        record.part_id as tax_form_part_id,
        record.company_id,
        record.origin,
        record.values as row_values,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'return_id': 'integer',
        'part_id': 'integer',
        'company_id': 'integer',
        'origin': 'text',
        'values': 'jsonb',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
