{{ config(
    incremental_strategy='replace_all',
    unique_key='trial_balance_key',
    indexes=[
        {'columns': ['trial_balance_key'], 'unique': true},
        {'columns': ['source', 'company_id', 'month']}
    ]
) }}

with moved as (select * from {{ ref('fct_account_months') }}),

companies as (
    select
        companies.source,
        companies.company_id,
        companies.name,
        currencies.code as currency,
        coalesce(companies.fiscal_year_last_month, 12) as last_month
    from {{ ref('slv_companies') }} as companies
    left join {{ ref('slv_currencies') }} as currencies
        on companies.source = currencies.source and companies.currency_id = currencies.currency_id
),

accounts as (
    select
        source,
        company_id,
        account_id,
        code,
        account as name,
        account_type,
        account_type like 'income%' or account_type like 'expense%' as is_result
    from {{ ref('dim_account') }}
),

-- Every month from a company's first to its last, with the fiscal year it is in.
months as (
    select
        spans.source,
        spans.company_id,
        calendar.month,
        calendar.year_number
        + case when calendar.month_number > companies.last_month then 1 else 0 end as fiscal_year
    from (
        select source, company_id, min(month) as first_month, max(month) as last_month
        from moved
        group by source, company_id
    ) as spans
    inner join companies
        on spans.source = companies.source and spans.company_id = companies.company_id
    inner join {{ ref('dim_date') }} as calendar
        on
            calendar.date_day = calendar.month
            and calendar.month between spans.first_month and spans.last_month
),

-- What income and expenses left of earlier years stands in the account of undistributed profit.
results as (
    select
        moved.source,
        moved.company_id,
        months.fiscal_year,
        sum(moved.balance) as balance
    from moved
    inner join accounts
        on
            moved.source = accounts.source
            and moved.company_id = accounts.company_id
            and moved.account_id = accounts.account_id
    inner join months
        on
            moved.source = months.source
            and moved.company_id = months.company_id
            and moved.month = months.month
    where accounts.is_result
    group by moved.source, moved.company_id, months.fiscal_year
),

undistributed as (
    select source, company_id, min(account_id) as account_id
    from accounts
    where account_type = 'equity_unaffected'
    group by source, company_id
),

used as (
    select distinct
        moved.source,
        moved.company_id,
        moved.account_id,
        accounts.is_result
    from moved
    inner join accounts
        on
            moved.source = accounts.source
            and moved.company_id = accounts.company_id
            and moved.account_id = accounts.account_id
),

-- Balances of the accounts at the end of each month; a result account starts anew with the fiscal year.
movements as (
    select
        months.source,
        months.company_id,
        months.month,
        months.fiscal_year,
        used.account_id,
        used.is_result,
        coalesce(moved.debit, 0) as debit,
        coalesce(moved.credit, 0) as credit
    from months
    inner join used on months.source = used.source and months.company_id = used.company_id
    left join moved
        on
            months.source = moved.source
            and months.company_id = moved.company_id
            and months.month = moved.month
            and used.account_id = moved.account_id
),

running as (
    select
        movements.*,
        sum(movements.debit - movements.credit) over (
            partition by
                movements.source,
                movements.company_id,
                movements.account_id,
                case when movements.is_result then movements.fiscal_year else 0 end
            order by movements.month
        ) as closing
    from movements
),

carried as (
    select
        months.source,
        months.company_id,
        months.month,
        undistributed.account_id,
        sum(results.balance) as balance
    from months
    inner join results
        on
            months.source = results.source
            and months.company_id = results.company_id
            and months.fiscal_year > results.fiscal_year
    left join undistributed
        on months.source = undistributed.source and months.company_id = undistributed.company_id
    group by months.source, months.company_id, months.month, undistributed.account_id
),

balances as (
    select
        source,
        company_id,
        month,
        account_id,
        sum(opening) as opening,
        sum(debit) as debit,
        sum(credit) as credit,
        sum(closing) as closing
    from (
        select
            source,
            company_id,
            month,
            account_id,
            closing - debit + credit as opening,
            debit,
            credit,
            closing
        from running
        union all
        select
            source,
            company_id,
            month,
            account_id,
            balance as opening,
            0 as debit,
            0 as credit,
            balance as closing
        from carried
    ) as parts
    group by source, company_id, month, account_id
)

select
    {{ surrogate_key(['balances.source', 'balances.company_id', 'balances.month', 'balances.account_id']) }}
        as trial_balance_key,
    balances.source,
    balances.company_id,
    companies.name as company,
    companies.currency,
    balances.month,
    balances.account_id,
    accounts.code as account_code,
    coalesce(accounts.name, 'Undistributed profit of earlier years') as account,
    coalesce(accounts.account_type, 'equity_unaffected') as account_type,
    balances.opening::numeric(16, 2) as opening,
    balances.debit::numeric(16, 2) as debit,
    balances.credit::numeric(16, 2) as credit,
    balances.closing::numeric(16, 2) as closing
from balances
inner join companies
    on balances.source = companies.source and balances.company_id = companies.company_id
left join accounts
    on
        balances.source = accounts.source
        and balances.company_id = accounts.company_id
        and balances.account_id = accounts.account_id
where balances.opening <> 0 or balances.debit <> 0 or balances.credit <> 0 or balances.closing <> 0
