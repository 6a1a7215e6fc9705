{{ config(
    unique_key='cost_key',
    indexes=[
        {'columns': ['cost_key'], 'unique': true},
        {'columns': ['source', 'company_id', 'month']},
        {'columns': ['source', 'move_id']}
    ],
    meta={
        'touch_key': ['source', 'move_id'],
        'touched_by': [
            {'model': 'slv_move_lines', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_expenses', 'take': 'id', 'in': 'slv_move_lines', 'where': 'expense_id'},
            {'model': 'slv_products', 'take': 'id', 'in': 'slv_move_lines', 'where': 'product_id'},
            {'model': 'slv_employees', 'take': 'id', 'where': 'employee_id'},
            {'model': 'slv_employee_versions', 'take': 'parent_id', 'where': 'employee_id'},
            {'model': 'slv_product_templates', 'take': 'id', 'where': 'product_template_id'},
            {'model': 'slv_accounts', 'all': true},
            {'model': 'slv_departments', 'all': true},
            {'model': 'slv_analytic_accounts', 'all': true},
            {'model': 'slv_companies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with costs as (
    select
        lines.*,
        accounts.name as account
    from {{ ref('slv_move_lines') }} as lines
    inner join {{ ref('slv_accounts') }} as accounts
        on lines.source = accounts.source and lines.account_id = accounts.account_id
    where
        lines.state = 'posted'
        and accounts.account_type like 'expense%'
        and {{ only_touched('lines', ['source', 'move_id']) }}
),

companies as (select * from {{ ref('slv_companies') }}),

departments as (select * from {{ ref('slv_departments') }}),

products as (
    select
        products.source,
        products.product_id,
        products.product_template_id,
        templates.name
    from {{ ref('slv_products') }} as products
    inner join {{ ref('slv_product_templates') }} as templates
        on
            products.source = templates.source
            and products.product_template_id = templates.product_template_id
    where templates.can_be_expensed
),

claimants as (
    select
        expenses.source,
        expenses.expense_id,
        employees.employee_id,
        coalesce(employees.department_id, versions.department_id) as department_id
    from {{ ref('slv_expenses') }} as expenses
    inner join {{ ref('slv_employees') }} as employees
        on expenses.source = employees.source and expenses.employee_id = employees.employee_id
    left join {{ ref('slv_employee_versions') }} as versions
        on
            employees.source = versions.source
            and employees.employee_version_id = versions.employee_version_id
),

-- Odoo knows no department of a journal item; an analytic account that has the name of one stands for it.
cost_centres as (
    select
        accounts.source,
        accounts.analytic_account_id,
        min(departments.department_id) as department_id
    from {{ ref('slv_analytic_accounts') }} as accounts
    inner join departments
        on
            accounts.source = departments.source
            and lower(trim(accounts.name)) = lower(trim(departments.name))
            and coalesce(accounts.company_id, departments.company_id)
            is not distinct from coalesce(departments.company_id, accounts.company_id)
    group by accounts.source, accounts.analytic_account_id
),

distributed as (
    select
        costs.source,
        costs.move_line_id,
        cost_centres.department_id,
        sum(round(costs.balance * share.percent / 100, 2)) as amount
    from costs
    cross join lateral {{ distribution('costs.analytic_distribution') }} as share
    inner join cost_centres
        on
            costs.source = cost_centres.source
            and share.analytic_account_id = cost_centres.analytic_account_id
    group by costs.source, costs.move_line_id, cost_centres.department_id
),

totals as (
    select
        source,
        move_line_id,
        sum(amount) as amount
    from distributed
    group by source, move_line_id
),

-- What no department bears by distribution is the claimant's, else nobody's: the item is never counted twice,
-- and never lost.
undistributed as (
    select
        costs.source,
        costs.move_line_id,
        claimants.department_id,
        costs.balance - coalesce(totals.amount, 0) as amount
    from costs
    left join totals
        on costs.source = totals.source and costs.move_line_id = totals.move_line_id
    left join claimants
        on costs.source = claimants.source and costs.expense_id = claimants.expense_id
    where totals.amount is null or totals.amount <> costs.balance
),

borne as (
    select
        source,
        move_line_id,
        department_id,
        sum(amount) as amount
    from (
        select * from distributed
        union all
        select * from undistributed
    ) as parts
    group by source, move_line_id, department_id
),

final as (
    select
        {{ surrogate_key(['borne.source', 'borne.move_line_id', 'borne.department_id']) }} as cost_key,
        borne.source,
        costs.company_id,
        companies.name as company,
        costs.move_id,
        costs.move_line_id,
        costs.entry_date,
        date_trunc('month', costs.entry_date)::date as month,
        borne.department_id,
        departments.name as department,
        costs.account_id,
        costs.product_id,
        products.product_template_id,
        coalesce(products.name, costs.account) as category,
        costs.expense_id,
        claimants.employee_id,
        borne.amount::numeric(16, 2) as amount
    from borne
    inner join costs
        on borne.source = costs.source and borne.move_line_id = costs.move_line_id
    inner join companies
        on costs.source = companies.source and costs.company_id = companies.company_id
    left join departments
        on borne.source = departments.source and borne.department_id = departments.department_id
    left join products
        on costs.source = products.source and costs.product_id = products.product_id
    left join claimants
        on costs.source = claimants.source and costs.expense_id = claimants.expense_id
)

select * from final
