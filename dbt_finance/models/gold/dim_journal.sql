{{ config(
    incremental_strategy='replace_all',
    unique_key=['source', 'company_id', 'journal_id'],
    indexes=[{'columns': ['source', 'company_id', 'journal_id'], 'unique': true}]
) }}

select
    journals.source,
    journals.company_id,
    journals.journal_id,
    journals.code,
    journals.name as journal,
    journals.journal_type,
    coalesce(currencies.code, company_currencies.code) as currency,
    journals.active as is_active
from {{ ref('slv_journals') }} as journals
inner join {{ ref('slv_companies') }} as companies
    on journals.source = companies.source and journals.company_id = companies.company_id
left join {{ ref('slv_currencies') }} as currencies
    on journals.source = currencies.source and journals.currency_id = currencies.currency_id
left join {{ ref('slv_currencies') }} as company_currencies
    on companies.source = company_currencies.source and companies.currency_id = company_currencies.currency_id
