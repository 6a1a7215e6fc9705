{{ config(
    unique_key=['source', 'tax_share_id'],
    indexes=[
        {'columns': ['source', 'tax_share_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_tax_repartition_line')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_share_id,
        record.tax_id,
        record.company_id,
        record.document_type,
        record.repartition_type,
        record.factor_percent,
        record.account_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'tax_id': 'integer',
        'company_id': 'integer',
        'document_type': 'text',
        'repartition_type': 'text',
        'factor_percent': 'numeric',
        'account_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
