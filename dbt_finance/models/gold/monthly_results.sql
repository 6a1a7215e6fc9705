{{ config(
    unique_key='result_key',
    indexes=[
        {'columns': ['result_key'], 'unique': true},
        {'columns': ['source', 'company_id', 'month']}
    ],
    meta={
        'touch_key': ['source', 'company_id', 'month'],
        'touched_by': [
            {'model': 'fct_category_months', 'take': 'month'},
            {'model': 'fct_company_months', 'take': 'month'},
            {'model': 'slv_companies', 'take': 'id', 'where': 'company_id'},
            {'model': 'slv_currencies', 'all': true}
        ]
    }
) }}

with companies as (select * from {{ ref('slv_companies') }}),

currencies as (select * from {{ ref('slv_currencies') }}),

ledger as (
    select
        booked.source,
        booked.company_id,
        booked.month,
        sum(case when booked.side = 'revenue' then booked.total_amount else 0 end) as revenue,
        sum(case when booked.side = 'expense' then booked.total_amount else 0 end) as expenses
    from {{ ref('fct_category_months') }} as booked
    where {{ only_touched('booked', ['source', 'company_id', 'month']) }}
    group by booked.source, booked.company_id, booked.month
),

counted as (
    select * from {{ ref('fct_company_months') }}
    where {{ only_touched('fct_company_months', ['source', 'company_id', 'month']) }}
),

months as (
    select source, company_id, month from ledger
    union
    select source, company_id, month from counted
    where entry_count > 0 or expense_claim_count > 0
),

final as (
    select
        {{ surrogate_key(['months.source', 'months.company_id', 'months.month']) }} as result_key,
        months.source,
        months.company_id,
        companies.name as company,
        currencies.code as currency,
        months.month,
        coalesce(ledger.revenue, 0)::numeric(16, 2) as revenue,
        coalesce(ledger.expenses, 0)::numeric(16, 2) as expenses,
        (coalesce(ledger.revenue, 0) - coalesce(ledger.expenses, 0))::numeric(16, 2) as net_income,
        coalesce(counted.output_vat, 0)::numeric(16, 2) as output_vat,
        coalesce(counted.input_vat, 0)::numeric(16, 2) as input_vat,
        (coalesce(counted.output_vat, 0) - coalesce(counted.input_vat, 0))::numeric(16, 2) as net_vat,
        coalesce(counted.expense_claims, 0)::numeric(16, 2) as expense_claims,
        coalesce(counted.expense_claim_count, 0)::integer as expense_claim_count,
        coalesce(counted.invoice_count, 0)::integer as invoice_count,
        coalesce(counted.bill_count, 0)::integer as bill_count,
        coalesce(counted.entry_count, 0)::integer as entry_count
    from months
    inner join companies
        on months.source = companies.source and months.company_id = companies.company_id
    left join currencies
        on companies.source = currencies.source and companies.currency_id = currencies.currency_id
    left join ledger
        on
            months.source = ledger.source
            and months.company_id = ledger.company_id
            and months.month = ledger.month
    left join counted
        on
            months.source = counted.source
            and months.company_id = counted.company_id
            and months.month = counted.month
)

select * from final
