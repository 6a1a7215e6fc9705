-- In every month of every company the balances add up to zero, and the debits to the credits.
select
    source,
    company_id,
    month,
    sum(opening) as opening,
    sum(debit) - sum(credit) as movement,
    sum(closing) as closing
from {{ ref('trial_balance') }}
group by source, company_id, month
having sum(opening) <> 0 or sum(debit) <> sum(credit) or sum(closing) <> 0
