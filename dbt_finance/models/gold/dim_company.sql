{{ config(
    incremental_strategy='replace_all',
    unique_key=['source', 'company_id'],
    indexes=[{'columns': ['source', 'company_id'], 'unique': true}]
) }}

select
    companies.source,
    companies.company_id,
    companies.name as company,
    companies.active as is_active,
    companies.parent_id as parent_company_id,
    currencies.code as currency,
    partners.tin,
    partners.city,
    coalesce(companies.fiscal_year_last_month, 12) as fiscal_year_last_month
from {{ ref('slv_companies') }} as companies
left join {{ ref('slv_currencies') }} as currencies
    on companies.source = currencies.source and companies.currency_id = currencies.currency_id
left join {{ ref('slv_partners') }} as partners
    on companies.source = partners.source and companies.partner_id = partners.partner_id
