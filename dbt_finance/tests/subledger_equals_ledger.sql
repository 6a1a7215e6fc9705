-- What is open on the receivable and payable accounts is what these accounts hold: of each
-- account, the open amounts add up to the balance of all its posted items. Over all companies, as branches
-- may settle one another's items.
with ledger as (
    select
        lines.source,
        lines.account_id,
        sum(lines.balance) * case when max(accounts.account_type) = 'asset_receivable' then 1 else -1 end
            as balance
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_accounts') }} as accounts
        on lines.source = accounts.source and lines.account_id = accounts.account_id
    where
        lines.state = 'posted'
        and accounts.account_type in ('asset_receivable', 'liability_payable')
    group by lines.source, lines.account_id
),

items as (
    select
        source,
        account_id,
        sum(amount) as amount,
        sum(amount_residual) as amount_residual
    from {{ ref('fct_subledger_items') }}
    group by source, account_id
)

select
    coalesce(ledger.source, items.source) as source,
    coalesce(ledger.account_id, items.account_id) as account_id,
    ledger.balance as ledger_balance,
    items.amount,
    items.amount_residual
from ledger
full join items
    on
        ledger.source = items.source
        and ledger.account_id = items.account_id
where
    abs(coalesce(ledger.balance, 0) - coalesce(items.amount, 0)) >= 0.005
    or abs(coalesce(ledger.balance, 0) - coalesce(items.amount_residual, 0)) >= 0.005
