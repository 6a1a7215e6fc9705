{{ config(
    incremental_strategy='replace_all',
    unique_key=['source', 'company_id', 'department_id'],
    indexes=[{'columns': ['source', 'company_id', 'department_id'], 'unique': true}]
) }}

-- A department without a company serves all of them.
select
    departments.source,
    companies.company_id,
    departments.department_id,
    departments.name as department,
    departments.parent_id as parent_department_id,
    parents.name as parent_department,
    departments.active as is_active
from {{ ref('slv_departments') }} as departments
inner join {{ ref('slv_companies') }} as companies
    on
        departments.source = companies.source
        and coalesce(departments.company_id, companies.company_id) = companies.company_id
left join {{ ref('slv_departments') }} as parents
    on departments.source = parents.source and departments.parent_id = parents.department_id
