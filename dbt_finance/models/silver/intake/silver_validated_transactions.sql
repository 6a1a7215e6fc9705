{{ config(materialized='view') }}

select
    source,
    record_id,
    company_id,
    origin,
    batch_id,
    transaction_id,
    txn_date,
    store,
    region,
    product_category,
    product_id,
    product_name,
    brand,
    quantity,
    amount,
    currency,
    basket_id,
    customer_id,
    _loaded_at
from {{ ref('slv_transactions_checked') }}
where broken_rules is null
