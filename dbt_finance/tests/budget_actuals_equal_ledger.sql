-- What departments bear adds up to what the expense accounts hold, and the budget mart loses none of it.
with ledger as (
    select lines.source, lines.company_id, sum(lines.balance) as amount
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_accounts') }} as accounts
        on lines.source = accounts.source and lines.account_id = accounts.account_id
    where lines.state = 'posted' and accounts.account_type like 'expense%'
    group by lines.source, lines.company_id
),

costs as (
    select source, company_id, sum(amount) as amount
    from {{ ref('fct_department_costs') }}
    group by source, company_id
),

budgets as (
    select source, company_id, sum(actual_amount) as amount
    from {{ ref('budget_lines') }}
    group by source, company_id
)

select
    ledger.source,
    ledger.company_id,
    ledger.amount as ledger_amount,
    costs.amount as costs_amount,
    budgets.amount as budgets_amount
from ledger
left join costs on ledger.source = costs.source and ledger.company_id = costs.company_id
left join budgets on ledger.source = budgets.source and ledger.company_id = budgets.company_id
where
    ledger.amount is distinct from costs.amount
    or ledger.amount is distinct from budgets.amount
