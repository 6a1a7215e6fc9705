{{ config(
    unique_key='line_id',
    indexes=[
        {'columns': ['line_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'month']}
    ],
    meta={
        'touch_key': ['source', 'company_id', 'month'],
        'touched_by': [
            {'model': 'fct_department_costs', 'take': 'month'},
            {'model': 'slv_budgets_checked', 'take': 'month'},
            {'model': 'slv_odoo_budget_lines', 'all': true},
            {'model': 'slv_odoo_budgets', 'all': true},
            {'model': 'slv_budget_posts', 'all': true},
            {'model': 'slv_analytic_accounts', 'all': true},
            {'model': 'slv_companies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with companies as (select * from {{ ref('slv_companies') }}),

-- Costs only: Odoo's budgets plan them below zero, and income above. A line over several months is spread by
-- days; what a month gets is the rounded sum up to its end less that of the month before, so nothing is lost.
kept_in_odoo as (
    select
        lines.source,
        coalesce(lines.company_id, budgets.company_id) as company_id,
        month.first_day as month,
        accounts.name as department,
        posts.name as category,
        {{ planned_until("least(lines.date_to + 1, (month.first_day + interval '1 month')::date)", 'lines') }}
        - {{ planned_until('greatest(lines.date_from, month.first_day)', 'lines') }} as amount
    from (
        select
            *,
            {{ days_between('date_from', 'date_to') }} + 1 as days
        from {{ ref('slv_odoo_budget_lines') }}
        where planned_amount < 0 and date_to >= date_from
    ) as lines
    inner join {{ ref('slv_odoo_budgets') }} as budgets
        on lines.source = budgets.source and lines.odoo_budget_id = budgets.odoo_budget_id
    left join {{ ref('slv_budget_posts') }} as posts
        on lines.source = posts.source and lines.budget_post_id = posts.budget_post_id
    left join {{ ref('slv_analytic_accounts') }} as accounts
        on lines.source = accounts.source and lines.analytic_account_id = accounts.analytic_account_id
    cross join lateral {{ months_between('lines.date_from', 'lines.date_to') }} as month (first_day)
    where budgets.state in ('confirm', 'validate', 'done')
),

-- The one place where budgets come together: add what another source plans, with these columns.
planned as (
    select
        source,
        company_id,
        date_trunc('month', month)::date as month,
        department,
        category,
        amount as budget_amount,
        null::numeric(16, 2) as actual_amount
    from {{ ref('slv_budgets') }}
    where {{ only_touched('slv_budgets', ['source', 'company_id', 'month']) }}
    union all
    select
        source,
        company_id,
        month,
        department,
        category,
        amount as budget_amount,
        null::numeric(16, 2) as actual_amount
    from kept_in_odoo
    where {{ only_touched('kept_in_odoo', ['source', 'company_id', 'month']) }}
),

spent as (
    select
        source,
        company_id,
        month,
        department,
        category,
        null::numeric(16, 2) as budget_amount,
        amount as actual_amount
    from {{ ref('fct_department_costs') }}
    where {{ only_touched('fct_department_costs', ['source', 'company_id', 'month']) }}
),

together as (
    select
        source,
        company_id,
        month,
        lower(trim(department)) as department_key,
        lower(trim(category)) as category_key,
        min(trim(department)) as department,
        min(trim(category)) as category,
        sum(budget_amount) as budget_amount,
        coalesce(sum(actual_amount), 0) as actual_amount
    from (
        select * from planned
        union all
        select * from spent
    ) as parts
    group by source, company_id, month, department_key, category_key
),

final as (
    select
        {{ surrogate_key(['together.source', 'together.company_id', 'together.month',
                          'together.department_key', 'together.category_key']) }} as line_id,
        together.source,
        together.company_id,
        companies.name as company,
        together.month as budget_month,
        together.month,
        together.department,
        together.category,
        together.budget_amount::numeric(16, 2) as budget_amount,
        together.actual_amount::numeric(16, 2) as actual_amount,
        (together.actual_amount - together.budget_amount)::numeric(16, 2) as variance_amount
    from together
    inner join companies
        on together.source = companies.source and together.company_id = companies.company_id
)

select * from final
