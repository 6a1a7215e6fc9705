{{ config(
    unique_key=['source', 'record_id'],
    indexes=[
        {'columns': ['source', 'record_id'], 'unique': true},
        {'columns': ['broken_rules']}
    ],
    meta={'change_columns': {'company_id': 'company_id'}}
) }}

with images as (
    {{ latest_images(ref('brz_intake__products'), ['company_id', 'origin', 'batch_id']) }}
),

categories as (select * from {{ ref('transaction_categories') }}),

typed as (
    select
        images.source,
        images.id as record_id,
        images.company_id,
        images.origin,
        images.batch_id,
        record.product_id,
        record.product_name,
        coalesce(categories.category, record.product_category) as product_category,
        categories.category is not null as is_known_category,
        record.brand,
        record.unit_price,
        coalesce(record.is_active, true) as is_active,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'product_id': 'text',
        'product_name': 'text',
        'product_category': 'text',
        'brand': 'text',
        'unit_price': 'numeric',
        'is_active': 'boolean'
    }) }}
    left join categories on lower(trim(record.product_category)) = lower(categories.category)
)

select
    *,
    {{ broken_rules([
        {'rule': 'name_missing', 'holds': 'product_name is not null'},
        {'rule': 'price_negative', 'holds': 'unit_price >= 0 or unit_price is null'},
        {'rule': 'category_missing', 'holds': 'product_category is not null'},
        {'rule': 'category_unknown', 'holds': 'is_known_category or product_category is null'}
    ]) }} as broken_rules
from typed
