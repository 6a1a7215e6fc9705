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
            {'model': 'slv_moves', 'take': 'month'},
            {'model': 'vat_lines', 'take': 'month'},
            {'model': 'finance_expenses', 'take': 'month'},
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

documents as (
    select
        moves.source,
        moves.company_id,
        moves.month,
        count(*) as entry_count,
        sum(case when moves.move_type in ('out_invoice', 'out_receipt') then 1 else 0 end) as invoice_count,
        sum(case when moves.move_type in ('in_invoice', 'in_receipt') then 1 else 0 end) as bill_count
    from {{ ref('slv_moves') }} as moves
    where moves.state = 'posted' and {{ only_touched('moves', ['source', 'company_id', 'month']) }}
    group by moves.source, moves.company_id, moves.month
),

vat as (
    select
        lines.source,
        lines.company_id,
        lines.month,
        sum(case when lines.side = 'output' then lines.vat_amount else 0 end) as output_vat,
        sum(case when lines.side = 'input' then lines.vat_amount else 0 end) as input_vat
    from {{ ref('vat_lines') }} as lines
    where {{ only_touched('lines', ['source', 'company_id', 'month']) }}
    group by lines.source, lines.company_id, lines.month
),

claims as (
    select
        expenses.source,
        expenses.company_id,
        expenses.month,
        sum(expenses.amount_total) as expense_claims,
        count(*) as expense_claim_count
    from {{ ref('finance_expenses') }} as expenses
    where
        expenses.status in ('approved', 'posted', 'paid')
        and expenses.month is not null
        and {{ only_touched('expenses', ['source', 'company_id', 'month']) }}
    group by expenses.source, expenses.company_id, expenses.month
),

months as (
    select source, company_id, month from ledger
    union
    select source, company_id, month from documents
    union
    select source, company_id, month from claims
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
        coalesce(vat.output_vat, 0)::numeric(16, 2) as output_vat,
        coalesce(vat.input_vat, 0)::numeric(16, 2) as input_vat,
        (coalesce(vat.output_vat, 0) - coalesce(vat.input_vat, 0))::numeric(16, 2) as net_vat,
        coalesce(claims.expense_claims, 0)::numeric(16, 2) as expense_claims,
        coalesce(claims.expense_claim_count, 0)::integer as expense_claim_count,
        coalesce(documents.invoice_count, 0)::integer as invoice_count,
        coalesce(documents.bill_count, 0)::integer as bill_count,
        coalesce(documents.entry_count, 0)::integer as entry_count
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
    left join documents
        on
            months.source = documents.source
            and months.company_id = documents.company_id
            and months.month = documents.month
    left join vat
        on
            months.source = vat.source
            and months.company_id = vat.company_id
            and months.month = vat.month
    left join claims
        on
            months.source = claims.source
            and months.company_id = claims.company_id
            and months.month = claims.month
)

select * from final
