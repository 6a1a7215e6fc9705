{{ config(
    incremental_strategy='replace_all',
    unique_key='summary_key',
    indexes=[
        {'columns': ['summary_key'], 'unique': true},
        {'columns': ['source', 'company_id', 'month']}
    ]
) }}

with booked as (select * from {{ ref('fct_category_months') }}),

companies as (
    select
        companies.source,
        companies.company_id,
        companies.name,
        currencies.code as currency
    from {{ ref('slv_companies') }} as companies
    left join {{ ref('slv_currencies') }} as currencies
        on companies.source = currencies.source and companies.currency_id = currencies.currency_id
),

spans as (
    select source, company_id, max(month) as last_month
    from booked
    group by source, company_id
),

categories as (
    select source, company_id, side, category, min(month) as first_month
    from booked
    group by source, company_id, side, category
),

-- A month without anything is a row too, from a category's first month to the company's last: else "the
-- month before" would be whichever was booked last.
months as (
    select
        categories.source,
        categories.company_id,
        categories.side,
        categories.category,
        calendar.month,
        coalesce(booked.total_amount, 0) as total_amount,
        coalesce(booked.txn_count, 0) as txn_count
    from categories
    inner join spans
        on categories.source = spans.source and categories.company_id = spans.company_id
    inner join {{ ref('dim_date') }} as calendar
        on
            calendar.date_day = calendar.month
            and calendar.month between categories.first_month and spans.last_month
    left join booked
        on
            categories.source = booked.source
            and categories.company_id = booked.company_id
            and categories.side = booked.side
            and categories.category = booked.category
            and calendar.month = booked.month
),

compared as (
    select
        months.*,
        lag(months.total_amount) over by_month as previous_month_amount,
        lag(months.total_amount, 12) over by_month as previous_year_amount
    from months
    window by_month as (
        partition by months.source, months.company_id, months.side, months.category order by months.month
    )
)

select
    {{ surrogate_key([
        'compared.source', 'compared.company_id', 'compared.month', 'compared.side', 'compared.category'
    ]) }} as summary_key,
    compared.source,
    compared.company_id,
    companies.name as company,
    companies.currency,
    compared.month,
    compared.side,
    compared.category,
    compared.total_amount::numeric(16, 2) as total_amount,
    compared.txn_count::integer as txn_count,
    compared.previous_month_amount::numeric(16, 2) as previous_month_amount,
    compared.previous_year_amount::numeric(16, 2) as previous_year_amount,
    {{ growth_pct('compared.total_amount', 'compared.previous_month_amount') }}::numeric(16, 2)
        as mom_growth_pct,
    {{ growth_pct('compared.total_amount', 'compared.previous_year_amount') }}::numeric(16, 2)
        as yoy_growth_pct
from compared
inner join companies
    on compared.source = companies.source and compared.company_id = companies.company_id
