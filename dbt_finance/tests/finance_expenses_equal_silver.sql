-- Every living expense is in the mart once, with its amount.
with silver as (
    select source, company_id, count(*) as expenses, sum(round(amount_total, 2)) as amount_total
    from {{ ref('slv_expenses') }}
    group by source, company_id
),

mart as (
    select source, company_id, count(*) as expenses, sum(amount_total) as amount_total
    from {{ ref('finance_expenses') }}
    group by source, company_id
)

select
    coalesce(silver.source, mart.source) as source,
    coalesce(silver.company_id, mart.company_id) as company_id,
    silver.expenses as silver_expenses,
    mart.expenses as mart_expenses
from silver
full join mart on silver.source = mart.source and silver.company_id = mart.company_id
where
    silver.expenses is distinct from mart.expenses
    or silver.amount_total is distinct from mart.amount_total
