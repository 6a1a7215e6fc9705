{{ config(
    incremental_strategy='replace_all',
    unique_key=['source', 'company_id', 'employee_id'],
    indexes=[{'columns': ['source', 'company_id', 'employee_id'], 'unique': true}]
) }}

-- The department stands with the employee (18.0) or in the current version of the contract (19.0).
select
    employees.source,
    employees.company_id,
    employees.employee_id,
    employees.name as employee,
    coalesce(employees.department_id, versions.department_id) as department_id,
    departments.name as department,
    employees.active as is_active
from {{ ref('slv_employees') }} as employees
left join {{ ref('slv_employee_versions') }} as versions
    on
        employees.source = versions.source
        and employees.employee_version_id = versions.employee_version_id
left join {{ ref('slv_departments') }} as departments
    on
        employees.source = departments.source
        and coalesce(employees.department_id, versions.department_id) = departments.department_id
-- Nobody could see an employee of no company.
where employees.company_id is not null
