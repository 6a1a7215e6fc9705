-- Every posted journal item with an account is in the ledger mart once: no join lost or doubled one.
with silver as (
    select source, company_id, count(*) as item_count
    from {{ ref('slv_move_lines') }}
    where state = 'posted' and account_id is not null
    group by source, company_id
),

mart as (
    select source, company_id, count(*) as item_count
    from {{ ref('fct_ledger_entries') }}
    group by source, company_id
)

select
    coalesce(silver.source, mart.source) as source,
    coalesce(silver.company_id, mart.company_id) as company_id,
    silver.item_count as silver_items,
    mart.item_count as mart_items
from silver
full join mart on silver.source = mart.source and silver.company_id = mart.company_id
where coalesce(silver.item_count, 0) <> coalesce(mart.item_count, 0)
