-- At the end of a month, payables and receivables by age are what the trial balance says of their accounts
-- (over all companies, as branches may settle one another's items; each company gets its own share of a
-- difference). A company's trial balance ends with the month it booked in last, so later months are compared
-- with that one.
with aged as (
    select
        source,
        company_id,
        as_of_date,
        'asset_receivable' as account_type,
        sum(amount_total) as amount
    from {{ ref('aged_receivables') }}
    group by source, company_id, as_of_date
    union all
    select
        source,
        company_id,
        as_of_date,
        'liability_payable' as account_type,
        -sum(amount_total) as amount
    from {{ ref('aged_payables') }}
    group by source, company_id, as_of_date
),

month_ends as (
    select date_day, month
    from {{ ref('dim_date') }}
    where is_month_end and date_day < {{ as_of() }} and date_day >= {{ days_before(as_of(), 366) }}
),

last_months as (
    select source, company_id, max(month) as last_month
    from {{ ref('trial_balance') }}
    group by source, company_id
),

trial as (
    select
        trial.source,
        trial.company_id,
        month_ends.date_day as as_of_date,
        trial.account_type,
        sum(trial.closing) as amount
    from month_ends
    inner join last_months on true
    inner join {{ ref('trial_balance') }} as trial
        on
            last_months.source = trial.source
            and last_months.company_id = trial.company_id
            and least(month_ends.month, last_months.last_month) = trial.month
    where trial.account_type in ('asset_receivable', 'liability_payable')
    group by trial.source, trial.company_id, month_ends.date_day, trial.account_type
),

compared as (
    select
        coalesce(trial.source, aged.source) as source,
        coalesce(trial.company_id, aged.company_id) as company_id,
        coalesce(trial.as_of_date, aged.as_of_date) as as_of_date,
        coalesce(trial.account_type, aged.account_type) as account_type,
        coalesce(aged.amount, 0) as aged_amount,
        coalesce(trial.amount, 0) as trial_amount
    from trial
    full join aged
        on
            trial.source = aged.source
            and trial.company_id = aged.company_id
            and trial.as_of_date = aged.as_of_date
            and trial.account_type = aged.account_type
    where coalesce(trial.as_of_date, aged.as_of_date) in (select date_day from month_ends)
),

differing as (
    select source, as_of_date, account_type
    from compared
    group by source, as_of_date, account_type
    having abs(sum(aged_amount) - sum(trial_amount)) >= 0.005
)

select compared.*
from compared
inner join differing
    on
        compared.source = differing.source
        and compared.as_of_date = differing.as_of_date
        and compared.account_type = differing.account_type
