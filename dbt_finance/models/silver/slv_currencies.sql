{{ config(
    unique_key=['source', 'currency_id'],
    indexes=[
        {'columns': ['source', 'currency_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__res_currency')) }}
),

typed as (
    select
        images.source,
        images.id::integer as currency_id,
        record.name as code,
        record.symbol,
        record.active,
        record.decimal_places,
        record.rounding,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'symbol': 'text',
        'active': 'boolean',
        'decimal_places': 'integer',
        'rounding': 'numeric',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
