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
    product_category,
    quantity,
    amount,
    broken_rules,
    _loaded_at
from {{ ref('slv_transactions_checked') }}
where broken_rules is not null
