{{ config(
    unique_key=['source', 'record_id'],
    indexes=[
        {'columns': ['source', 'record_id'], 'unique': true},
        {'columns': ['broken_rules']}
    ],
    meta={
        'change_columns': {'company_id': 'company_id', 'month': "date_trunc('month', txn_date)::date"},
        'redo_daily': "broken_rules like '%date_in_future%'"
    }
) }}

with images as (
    {{ latest_images(ref('brz_intake__transactions'), ['company_id', 'origin', 'batch_id']) }}
),

categories as (select * from {{ ref('transaction_categories') }}),

typed as (
    select
        images.source,
        images.id as record_id,
        images.company_id,
        images.origin,
        images.batch_id,
        record.transaction_id,
        record.txn_date,
        record.store,
        record.region,
        coalesce(categories.category, record.product_category) as product_category,
        categories.category is not null as is_known_category,
        record.product_id,
        record.product_name,
        record.brand,
        record.quantity,
        record.amount,
        record.currency,
        record.basket_id,
        record.customer_id,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'transaction_id': 'text',
        'txn_date': 'date',
        'store': 'text',
        'region': 'text',
        'product_category': 'text',
        'product_id': 'text',
        'product_name': 'text',
        'brand': 'text',
        'quantity': 'integer',
        'amount': 'numeric',
        'currency': 'text',
        'basket_id': 'text',
        'customer_id': 'text'
    }) }}
    left join categories on lower(trim(record.product_category)) = lower(categories.category)
)

select
    *,
    {{ broken_rules([
        {'rule': 'amount_missing', 'holds': 'amount is not null'},
        {'rule': 'amount_not_positive', 'holds': 'amount > 0 or amount is null'},
        {'rule': 'date_missing', 'holds': 'txn_date is not null'},
        {'rule': 'date_in_future', 'holds': 'txn_date <= ' ~ today() ~ ' or txn_date is null'},
        {'rule': 'category_missing', 'holds': 'product_category is not null'},
        {'rule': 'category_unknown', 'holds': 'is_known_category or product_category is null'}
    ]) }} as broken_rules
from typed
