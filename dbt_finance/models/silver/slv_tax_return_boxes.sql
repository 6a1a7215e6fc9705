{{ config(
    unique_key=['source', 'tax_return_box_id'],
    indexes=[
        {'columns': ['source', 'tax_return_box_id'], 'unique': true},
        {'columns': ['source', 'tax_return_id']}
    ],
    meta={'change_columns': {'parent_id': 'tax_return_id', 'company_id': 'company_id'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_return_box')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_return_box_id,
        record.return_id as tax_return_id,
        record.box_id as tax_form_box_id,
        record.company_id,
        record.code,
        record.kind,
        record.amount,
        record.computed_amount,
        record.is_overridden,
        record.has_source,
        record.is_entered,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'return_id': 'integer',
        'box_id': 'integer',
        'company_id': 'integer',
        'code': 'text',
        'kind': 'text',
        'amount': 'numeric',
        'computed_amount': 'numeric',
        'is_overridden': 'boolean',
        'has_source': 'boolean',
        'is_entered': 'boolean',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
