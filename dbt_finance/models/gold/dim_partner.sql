{{ config(
    unique_key=['source', 'company_id', 'partner_id'],
    indexes=[
        {'columns': ['source', 'company_id', 'partner_id'], 'unique': true},
        {'columns': ['source', 'partner_id']}
    ],
    meta={
        'touch_key': ['source', 'partner_id'],
        'touched_by': [
            {'model': 'slv_partners', 'take': 'id', 'as': 'partner_id'},
            {'model': 'slv_companies', 'all': true},
            {'model': 'slv_countries', 'all': true},
            {'model': 'slv_states', 'all': true}
        ],
        'change_columns': {'id': 'partner_id', 'company_id': 'company_id'}
    }
) }}

-- A partner without a company serves all of them.
select
    partners.source,
    companies.company_id,
    partners.partner_id,
    partners.name as partner,
    partners.commercial_partner_id,
    coalesce(partners.is_company, false) as is_company,
    partners.tin,
    partners.branch_code,
    partners.city,
    states.name as province,
    {{ island_group('countries.code', 'states.code', 'partners.zip') }} as region,
    countries.code as country,
    coalesce(partners.customer_rank, 0) > 0 as is_customer,
    coalesce(partners.supplier_rank, 0) > 0 as is_vendor,
    partners.active as is_active
from {{ ref('slv_partners') }} as partners
inner join {{ ref('slv_companies') }} as companies
    on
        partners.source = companies.source
        and coalesce(partners.company_id, companies.company_id) = companies.company_id
left join {{ ref('slv_countries') }} as countries
    on partners.source = countries.source and partners.country_id = countries.country_id
left join {{ ref('slv_states') }} as states
    on partners.source = states.source and partners.state_id = states.state_id
where {{ only_touched('partners', ['source', 'partner_id']) }}
