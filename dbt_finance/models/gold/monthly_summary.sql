{{ config(
    incremental_strategy='replace_all',
    unique_key='summary_key',
    indexes=[{'columns': ['source', 'company_id', 'month']}]
) }}

with companies as (select * from {{ ref('slv_companies') }}),

currencies as (select * from {{ ref('slv_currencies') }}),

ledger as (
    select
        lines.source,
        lines.company_id,
        date_trunc('month', lines.entry_date)::date as month,
        sum(-lines.balance) filter (where accounts.account_type in ('income', 'income_other')) as revenue,
        sum(lines.balance) filter (where accounts.account_type like 'expense%') as expenses
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_accounts') }} as accounts
        on lines.source = accounts.source and lines.account_id = accounts.account_id
    where lines.state = 'posted'
    group by 1, 2, 3
),

documents as (
    select
        source,
        company_id,
        date_trunc('month', entry_date)::date as month,
        count(*) as entry_count,
        count(*) filter (where move_type in ('out_invoice', 'out_receipt')) as invoice_count,
        count(*) filter (where move_type in ('in_invoice', 'in_receipt')) as bill_count
    from {{ ref('slv_moves') }}
    where state = 'posted'
    group by 1, 2, 3
),

vat as (
    select
        source,
        company_id,
        month,
        sum(vat_amount) filter (where side = 'output') as output_vat,
        sum(vat_amount) filter (where side = 'input') as input_vat
    from {{ ref('vat_lines') }}
    group by 1, 2, 3
),

claims as (
    select
        source,
        company_id,
        month,
        sum(amount_total) as expense_claims,
        count(*) as expense_claim_count
    from {{ ref('finance_expenses') }}
    where status in ('approved', 'posted', 'paid')
    group by 1, 2, 3
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
        {{ surrogate_key(['months.source', 'months.company_id', 'months.month']) }} as summary_key,
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
