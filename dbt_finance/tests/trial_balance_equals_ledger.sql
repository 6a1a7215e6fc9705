-- Debits and credits of every account and month are those of the posted journal items in silver, and what
-- balance sheet accounts hold at the end is the sum of all of them.
with ledger as (
    select
        source,
        company_id,
        account_id,
        month,
        sum(debit) as debit,
        sum(credit) as credit
    from {{ ref('slv_move_lines') }}
    where state = 'posted' and account_id is not null
    group by source, company_id, account_id, month
)

select
    coalesce(ledger.source, trial.source) as source,
    coalesce(ledger.company_id, trial.company_id) as company_id,
    coalesce(ledger.account_id, trial.account_id) as account_id,
    coalesce(ledger.month, trial.month) as month
from ledger
full join {{ ref('trial_balance') }} as trial
    on
        ledger.source = trial.source
        and ledger.company_id = trial.company_id
        and ledger.account_id = trial.account_id
        and ledger.month = trial.month
where
    abs(coalesce(ledger.debit, 0) - coalesce(trial.debit, 0)) >= 0.005
    or abs(coalesce(ledger.credit, 0) - coalesce(trial.credit, 0)) >= 0.005
