{{ config(materialized='view') }}

select
    source,
    record_id,
    company_id,
    origin,
    batch_id,
    department,
    category,
    month,
    amount,
    broken_rules,
    _loaded_at
from {{ ref('slv_budgets_checked') }}
where broken_rules is not null
