-- Revenue and expenses of every month, over all categories, are what the journal items hold in silver.
with ledger as (
    select
        lines.source,
        lines.company_id,
        lines.month,
        -sum(lines.balance) as net_income
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_accounts') }} as accounts
        on lines.source = accounts.source and lines.account_id = accounts.account_id
    where
        lines.state = 'posted'
        and (accounts.account_type like 'income%' or accounts.account_type like 'expense%')
    group by lines.source, lines.company_id, lines.month
),

summary as (
    select
        source,
        company_id,
        month,
        sum(case when side = 'revenue' then total_amount else -total_amount end) as net_income
    from {{ ref('monthly_summary') }}
    group by source, company_id, month
)

select
    coalesce(ledger.source, summary.source) as source,
    coalesce(ledger.company_id, summary.company_id) as company_id,
    coalesce(ledger.month, summary.month) as month,
    ledger.net_income as ledger_net_income,
    summary.net_income as summary_net_income
from ledger
full join summary
    on
        ledger.source = summary.source
        and ledger.company_id = summary.company_id
        and ledger.month = summary.month
where abs(coalesce(ledger.net_income, 0) - coalesce(summary.net_income, 0)) >= 0.005
