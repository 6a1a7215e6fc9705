{{ config(
    unique_key=['source', 'company_id', 'vendor_id'],
    indexes=[
        {'columns': ['source', 'company_id', 'vendor_id'], 'unique': true},
        {'columns': ['source', 'vendor_id']}
    ],
    meta={
        'touch_key': ['source', 'vendor_id'],
        'touched_by': [
            {'model': 'dim_partner', 'take': 'id', 'as': 'vendor_id'},
            {'model': 'fct_invoices', 'take': 'parent_id', 'as': 'vendor_id'},
            {'model': 'finance_expenses', 'take': 'parent_id', 'as': 'vendor_id'},
            {'model': 'slv_partner_banks', 'take': 'parent_id', 'as': 'vendor_id'},
            {'model': 'slv_employees', 'all': true},
            {'model': 'slv_companies', 'all': true}
        ],
        'masked': {'tin': 'hide', 'bank_account_no': 'hide'}
    }
) }}

with partners as (
    select * from {{ ref('dim_partner') }}
    where {{ only_touched('dim_partner', ['source', 'partner_id']) }}
),

companies as (select * from {{ ref('slv_companies') }}),

-- Claims are paid to employees; that makes nobody a vendor.
staff as (
    select distinct source, contact_id as partner_id
    from {{ ref('slv_employees') }}
    where contact_id is not null
),

bills as (
    select
        invoices.source,
        invoices.company_id,
        invoices.partner_id,
        count(*) as bill_count,
        max(invoices.invoice_date) as last_bill_date,
        sum(invoices.goods_amount) as goods_amount,
        sum(invoices.services_amount) as services_amount,
        max(case when invoices.vat_amount <> 0 then 1 else 0 end) as charged_vat
    from {{ ref('fct_invoices') }} as invoices
    where
        invoices.side = 'purchase'
        and invoices.status <> 'draft'
        and {{ only_touched('invoices', ['source', 'partner_id']) }}
    group by invoices.source, invoices.company_id, invoices.partner_id
),

receipts as (
    select
        expenses.source,
        expenses.company_id,
        expenses.vendor_id as partner_id,
        max(case when expenses.vat_amount <> 0 then 1 else 0 end) as charged_vat
    from {{ ref('finance_expenses') }} as expenses
    where
        expenses.status in ('approved', 'posted', 'paid')
        and expenses.vendor_id is not null
        and {{ only_touched('expenses', ['source', 'vendor_id']) }}
    group by expenses.source, expenses.company_id, expenses.vendor_id
),

banks as (
    select
        banks.source,
        banks.partner_id,
        min(banks.account_number) as account_number
    from {{ ref('slv_partner_banks') }} as banks
    where {{ only_touched('banks', ['source', 'partner_id']) }}
    group by banks.source, banks.partner_id
),

final as (
    select
        partners.source,
        partners.company_id,
        companies.name as company,
        partners.partner_id as vendor_id,
        partners.partner as vendor,
        partners.tin,
        banks.account_number as bank_account_no,
        -- Who charged VAT is registered for it; who billed and never did is not, nor is anybody abroad (the
        -- tax on imports is the buyer's); else nobody knows.
        case
            when partners.country <> 'PH' then false
            when bills.charged_vat = 1 or receipts.charged_vat = 1 then true
            when bills.charged_vat = 0 or receipts.charged_vat = 0 then false
        end as vat_registered,
        partners.city,
        partners.province,
        partners.region,
        partners.country,
        case
            when bills.goods_amount > bills.services_amount then 'Goods'
            when bills.services_amount > 0 then 'Services'
        end as vendor_class,
        coalesce(bills.bill_count, 0)::integer as bill_count,
        bills.last_bill_date,
        date_trunc('month', bills.last_bill_date)::date as month,
        partners.is_active
    from partners
    inner join companies
        on partners.source = companies.source and partners.company_id = companies.company_id
    left join bills
        on
            partners.source = bills.source
            and partners.company_id = bills.company_id
            and partners.partner_id = bills.partner_id
    left join receipts
        on
            partners.source = receipts.source
            and partners.company_id = receipts.company_id
            and partners.partner_id = receipts.partner_id
    left join banks
        on partners.source = banks.source and partners.partner_id = banks.partner_id
    left join staff
        on partners.source = staff.source and partners.partner_id = staff.partner_id
    where
        (partners.is_vendor or bills.bill_count > 0 or receipts.charged_vat is not null)
        and staff.partner_id is null
)

select * from final
