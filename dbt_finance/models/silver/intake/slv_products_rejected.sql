{{ config(materialized='view') }}

select
    source,
    record_id,
    company_id,
    origin,
    batch_id,
    product_id,
    product_name,
    product_category,
    unit_price,
    broken_rules,
    _loaded_at
from {{ ref('slv_products_checked') }}
where broken_rules is not null
