{{ config(
    unique_key=['source', 'expense_id'],
    indexes=[
        {'columns': ['source', 'expense_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'expense_date']},
        {'columns': ['source', 'employee_id']},
        {'columns': ['source', 'vendor_id']}
    ],
    meta={
        'touch_key': ['source', 'expense_id'],
        'touched_by': [
            {'model': 'slv_expenses', 'take': 'id', 'as': 'expense_id'},
            {'model': 'slv_expense_breaches', 'take': 'parent_id', 'as': 'expense_id'},
            {'model': 'slv_employees', 'take': 'id', 'where': 'employee_id'},
            {'model': 'slv_employee_versions', 'take': 'parent_id', 'where': 'employee_id'},
            {'model': 'slv_departments', 'take': 'id', 'where': 'department_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'vendor_id'},
            {'model': 'slv_products', 'take': 'id', 'in': 'slv_expenses', 'where': 'product_id'},
            {'model': 'slv_product_templates', 'take': 'id', 'where': 'category_id'},
            {'model': 'slv_companies', 'all': true},
            {'model': 'slv_currencies', 'all': true}
        ],
        'change_columns': {'parent_id': 'vendor_id', 'company_id': 'company_id', 'month': 'month'},
        'masked': {
            'employee_id': 'hide', 'employee': 'hide', 'vendor_tin': 'hide', 'receipt_number': 'hide',
            'description': 'hide', 'policy_flag': 'hide'
        }
    }
) }}

with expenses as (
    select * from {{ ref('slv_expenses') }}
    where {{ only_touched('slv_expenses', ['source', 'expense_id']) }}
),

companies as (select * from {{ ref('slv_companies') }}),

currencies as (select * from {{ ref('slv_currencies') }}),

-- The department stands with the employee (18.0) or in the current version of the contract (19.0).
employees as (
    select
        employees.source,
        employees.employee_id,
        employees.name,
        coalesce(employees.department_id, versions.department_id) as department_id
    from {{ ref('slv_employees') }} as employees
    left join {{ ref('slv_employee_versions') }} as versions
        on
            employees.source = versions.source
            and employees.employee_version_id = versions.employee_version_id
),

departments as (select * from {{ ref('slv_departments') }}),

partners as (select * from {{ ref('slv_partners') }}),

products as (
    select
        products.source,
        products.product_id,
        products.product_template_id,
        templates.name
    from {{ ref('slv_products') }} as products
    left join {{ ref('slv_product_templates') }} as templates
        on
            products.source = templates.source
            and products.product_template_id = templates.product_template_id
),

-- The worst policy an expense still breaches; a waiver approves it, but does not bring it within the limit.
flags as (
    select
        source,
        expense_id,
        {{ policy_flag('kind') }} as policy_flag
    from (
        select
            *,
            row_number() over (
                partition by source, expense_id
                order by
                    case severity when 'block' then 1 when 'reason' then 2 else 3 end,
                    expense_breach_id
            ) as place
        from {{ ref('slv_expense_breaches') }}
        where withdrawn_at is null and {{ only_touched('slv_expense_breaches', ['source', 'expense_id']) }}
    ) as breaches
    where place = 1
),

final as (
    select
        expenses.source,
        expenses.expense_id,
        expenses.company_id,
        companies.name as company,
        expenses.expense_date,
        date_trunc('month', expenses.expense_date)::date as month,
        expenses.employee_id,
        employees.name as employee,
        employees.department_id,
        departments.name as department,
        expenses.vendor_id,
        vendors.name as vendor,
        coalesce(expenses.tin, vendors.tin) as vendor_tin,
        expenses.receipt_number,
        products.product_template_id as category_id,
        products.name as category,
        expenses.description,
        currencies.code as currency,
        expenses.amount_total_currency::numeric(16, 2) as amount_total_currency,
        (expenses.amount_total - expenses.tax_amount)::numeric(16, 2) as amount_untaxed,
        expenses.tax_amount::numeric(16, 2) as vat_amount,
        expenses.amount_total::numeric(16, 2) as amount_total,
        {{ expense_status('expenses.state') }} as status,
        expenses.payment_mode,
        expenses.main_attachment_id is not null as has_receipt,
        flags.policy_flag
    from expenses
    inner join companies
        on expenses.source = companies.source and expenses.company_id = companies.company_id
    left join currencies
        on expenses.source = currencies.source and expenses.currency_id = currencies.currency_id
    left join employees
        on expenses.source = employees.source and expenses.employee_id = employees.employee_id
    left join departments
        on
            employees.source = departments.source
            and employees.department_id = departments.department_id
    left join partners as vendors
        on expenses.source = vendors.source and expenses.vendor_id = vendors.partner_id
    left join products
        on expenses.source = products.source and expenses.product_id = products.product_id
    left join flags
        on expenses.source = flags.source and expenses.expense_id = flags.expense_id
)

select * from final
