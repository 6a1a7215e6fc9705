{{ config(
    unique_key=['source', 'currency_rate_id'],
    indexes=[
        {'columns': ['source', 'currency_rate_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__res_currency_rate')) }}
),

typed as (
    select
        images.source,
        images.id::integer as currency_rate_id,
        record.name as rate_date,
        record.rate,
        record.currency_id,
        record.company_id,
        record.write_date as changed_at,
        {{ broken_rules([
            {'rule': 'rate_not_positive', 'holds': 'record.rate > 0'},
            {'rule': 'date_missing', 'holds': 'record.name is not null'},
            {'rule': 'currency_missing', 'holds': 'record.currency_id is not null'}
        ]) }} as broken_rules,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'date',
        'rate': 'numeric',
        'currency_id': 'integer',
        'company_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
