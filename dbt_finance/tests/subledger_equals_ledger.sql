-- What is open on the receivable and payable accounts is what these accounts hold: of each account, the open
-- amounts add up to the balance of all its posted items. Over all companies, as branches may settle one
-- another's items; each company that booked on the account gets the row, with what it booked itself.
with ledger as (
    select
        lines.source,
        lines.company_id,
        lines.account_id,
        sum(lines.balance) * case when max(accounts.account_type) = 'asset_receivable' then 1 else -1 end
            as balance
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_accounts') }} as accounts
        on lines.source = accounts.source and lines.account_id = accounts.account_id
    where
        lines.state = 'posted'
        and accounts.account_type in ('asset_receivable', 'liability_payable')
    group by lines.source, lines.company_id, lines.account_id
),

items as (
    select
        source,
        company_id,
        account_id,
        sum(amount) as amount,
        sum(amount_residual) as amount_residual
    from {{ ref('fct_subledger_items') }}
    group by source, company_id, account_id
),

compared as (
    select
        coalesce(ledger.source, items.source) as source,
        coalesce(ledger.company_id, items.company_id) as company_id,
        coalesce(ledger.account_id, items.account_id) as account_id,
        coalesce(ledger.balance, 0) as ledger_balance,
        coalesce(items.amount, 0) as amount,
        coalesce(items.amount_residual, 0) as amount_residual
    from ledger
    full join items
        on
            ledger.source = items.source
            and ledger.company_id = items.company_id
            and ledger.account_id = items.account_id
),

differing as (
    select source, account_id
    from compared
    group by source, account_id
    having
        abs(sum(ledger_balance) - sum(amount)) >= 0.005
        or abs(sum(ledger_balance) - sum(amount_residual)) >= 0.005
)

select compared.*
from compared
inner join differing
    on compared.source = differing.source and compared.account_id = differing.account_id
