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
    brand,
    unit_price,
    is_active,
    _loaded_at
from {{ ref('slv_products_checked') }}
where broken_rules is null
