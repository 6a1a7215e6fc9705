{{ config(
    unique_key='exception_id',
    indexes=[
        {'columns': ['exception_id'], 'unique': true},
        {'columns': ['source', 'company_id', 'opened_at']},
        {'columns': ['source', 'company_id', 'month']},
        {'columns': ['source', 'expense_id']},
        {'columns': ['source', 'return_id']},
        {'columns': ['source', 'owner_partner_id']}
    ],
    meta={
        'touch_key': ['source', 'company_id', 'month'],
        'touched_by': [
            {'model': 'slv_expense_breaches', 'take': 'month'},
            {'model': 'slv_tax_return_checks', 'take': 'month'},
            {'model': 'slv_tax_obligations', 'take': 'month'},
            {'model': 'slv_agent_runs', 'take': 'month'},
            {'model': 'slv_calls', 'take': 'month'},
            {'model': 'slv_refusals', 'take': 'month'},
            {'model': 'slv_expenses', 'take': 'id', 'where': 'expense_id'},
            {'model': 'slv_employees', 'take': 'id', 'where': 'owner_employee_id'},
            {'model': 'slv_partners', 'take': 'id', 'where': 'owner_partner_id'},
            {'model': 'slv_tax_returns', 'all': true},
            {'model': 'slv_users', 'all': true},
            {'model': 'slv_agents', 'all': true},
            {'model': 'slv_companies', 'all': true}
        ],
        'change_columns': {'company_id': 'company_id', 'month': 'month'}
    }
) }}

with companies as (select * from {{ ref('slv_companies') }}),

people as (
    select
        users.source,
        users.user_id,
        users.partner_id,
        partners.name
    from {{ ref('slv_users') }} as users
    inner join {{ ref('slv_partners') }} as partners
        on users.source = partners.source and users.partner_id = partners.partner_id
),

breaches as (
    select
        breaches.source,
        breaches.company_id,
        breaches.month,
        'policy' as origin,
        breaches.expense_breach_id as record_id,
        case breaches.kind
            when 'receipt' then 'missing_receipt'
            when 'tin' then 'invalid_tin'
            when 'duplicate' then 'duplicate_expense'
            else 'policy_breach'
        end as exception_type,
        {{ breach_severity('breaches.severity') }} as severity,
        case
            when breaches.state = 'waived' or breaches.withdrawn_at is not null then 'resolved'
            when breaches.state = 'explained' then 'in_progress'
            else 'open'
        end as status,
        employees.name as owner,
        employees.employee_id as owner_employee_id,
        null::integer as owner_partner_id,
        {{ local_day('breaches.created_at') }} as opened_at,
        case
            when breaches.state = 'waived' then {{ local_day('breaches.decided_at') }}
            else {{ local_day('breaches.withdrawn_at') }}
        end as resolved_at,
        expenses.amount_total as amount,
        breaches.breach as finding,
        breaches.expense_id,
        null::integer as return_id
    from {{ ref('slv_expense_breaches') }} as breaches
    left join {{ ref('slv_expenses') }} as expenses
        on breaches.source = expenses.source and breaches.expense_id = expenses.expense_id
    left join {{ ref('slv_employees') }} as employees
        on expenses.source = employees.source and expenses.employee_id = employees.employee_id
    where {{ only_touched('breaches', ['source', 'company_id', 'month']) }}
),

-- What keeps a return from being filed; a note asks for nothing.
checks as (
    select
        checks.source,
        checks.company_id,
        checks.month,
        'return check' as origin,
        checks.tax_return_check_id as record_id,
        'return_check' as exception_type,
        case checks.level when 'error' then 'high' else 'medium' end as severity,
        case
            when checks.is_accepted or returns.state in ('filed', 'paid') then 'resolved'
            else 'open'
        end as status,
        people.name as owner,
        null::integer as owner_employee_id,
        people.partner_id as owner_partner_id,
        {{ local_day('checks.created_at') }} as opened_at,
        case
            when checks.is_accepted then {{ local_day('checks.accepted_at') }}
            when returns.state in ('filed', 'paid') then returns.filed_on
        end as resolved_at,
        null::numeric(16, 2) as amount,
        checks.finding,
        null::integer as expense_id,
        checks.tax_return_id as return_id
    from {{ ref('slv_tax_return_checks') }} as checks
    inner join {{ ref('slv_tax_returns') }} as returns
        on checks.source = returns.source and checks.tax_return_id = returns.tax_return_id
    left join people
        on returns.source = people.source and returns.preparer_user_id = people.user_id
    where
        checks.level in ('error', 'warning')
        and {{ only_touched('checks', ['source', 'company_id', 'month']) }}
),

-- The books no longer hold what was filed; an amendment ends it.
drifts as (
    select
        returns.source,
        returns.company_id,
        returns.month,
        'return' as origin,
        returns.tax_return_id as record_id,
        'books_changed_after_filing' as exception_type,
        'high' as severity,
        'open' as status,
        people.name as owner,
        null::integer as owner_employee_id,
        people.partner_id as owner_partner_id,
        returns.filed_on as opened_at,
        null::date as resolved_at,
        null::numeric(16, 2) as amount,
        returns.name as finding,
        null::integer as expense_id,
        returns.tax_return_id as return_id
    from {{ ref('slv_tax_returns') }} as returns
    left join people
        on returns.source = people.source and returns.preparer_user_id = people.user_id
    where
        {{ only_touched('returns', ['source', 'company_id', 'month']) }}
        and returns.has_drift
        and returns.state in ('filed', 'paid')
        and not exists (
            select 1 from {{ ref('slv_tax_returns') }} as amendments
            where
                amendments.source = returns.source
                and amendments.amended_return_id = returns.tax_return_id
                and amendments.state in ('filed', 'paid')
        )
),

late_filings as (
    select
        obligations.source,
        obligations.company_id,
        obligations.month,
        'obligation' as origin,
        obligations.tax_obligation_id as record_id,
        'overdue_filing' as exception_type,
        'critical' as severity,
        case when obligations.filed_on is null then 'open' else 'resolved' end as status,
        people.name as owner,
        null::integer as owner_employee_id,
        people.partner_id as owner_partner_id,
        obligations.due_date + 1 as opened_at,
        obligations.filed_on as resolved_at,
        case when obligations.has_amount then greatest(obligations.amount, 0) end as amount,
        obligations.name as finding,
        null::integer as expense_id,
        obligations.tax_return_id as return_id
    from {{ ref('slv_tax_obligations') }} as obligations
    left join people
        on obligations.source = people.source and obligations.owner_user_id = people.user_id
    where
        (obligations.state = 'overdue' or obligations.filed_on > obligations.due_date)
        and {{ only_touched('obligations', ['source', 'company_id', 'month']) }}
),

-- A run of the same agent on the same record that came to its end later makes a failed one good.
runs as (
    select
        runs.source,
        runs.company_id,
        runs.month,
        'agent run' as origin,
        runs.agent_run_id as record_id,
        'agent_run_failed' as exception_type,
        'medium' as severity,
        case when later.ended_at is null then 'open' else 'resolved' end as status,
        people.name as owner,
        null::integer as owner_employee_id,
        people.partner_id as owner_partner_id,
        {{ local_day('coalesce(runs.ended_at, runs.created_at)') }} as opened_at,
        {{ local_day('later.ended_at') }} as resolved_at,
        null::numeric(16, 2) as amount,
        coalesce(runs.record_name || ': ', '') || coalesce(runs.error, agents.name) as finding,
        null::integer as expense_id,
        null::integer as return_id
    from {{ ref('slv_agent_runs') }} as runs
    left join {{ ref('slv_agents') }} as agents
        on runs.source = agents.source and runs.agent_id = agents.agent_id
    left join people on runs.source = people.source and runs.user_id = people.user_id
    left join lateral (
        select min(done.ended_at) as ended_at
        from {{ ref('slv_agent_runs') }} as done
        where
            done.source = runs.source
            and done.agent_id = runs.agent_id
            and done.record_model = runs.record_model
            and done.record_name = runs.record_name
            and done.agent_run_id > runs.agent_run_id
            and done.state = 'done'
    ) as later on true
    where runs.state = 'failed' and {{ only_touched('runs', ['source', 'company_id', 'month']) }}
),

calls as (
    select
        calls.source,
        calls.company_id,
        calls.month,
        'call' as origin,
        calls.call_id as record_id,
        'call_failed' as exception_type,
        'low' as severity,
        'open' as status,
        people.name as owner,
        null::integer as owner_employee_id,
        people.partner_id as owner_partner_id,
        {{ local_day('coalesce(calls.ended_at, calls.started_at)') }} as opened_at,
        null::date as resolved_at,
        null::numeric(16, 2) as amount,
        calls.purpose || coalesce(': ' || calls.error, '') as finding,
        null::integer as expense_id,
        null::integer as return_id
    from {{ ref('slv_calls') }} as calls
    left join people on calls.source = people.source and calls.user_id = people.user_id
    where calls.state = 'failed' and {{ only_touched('calls', ['source', 'company_id', 'month']) }}
),

-- Without an amount: it may be what is wrong. A line that only repeats another costs nobody anything.
refusals as (
    select
        refusals.source,
        refusals.company_id,
        refusals.month,
        refusals.relation as origin,
        refusals.record_id::integer as record_id,
        refusals.kind as exception_type,
        case
            when refusals.finding like 'duplicate%' or refusals.finding like 'superseded%' then 'low'
            else 'medium'
        end as severity,
        case when refusals.settled_on is null then 'open' else 'resolved' end as status,
        {{ as_text('null') }} as owner,
        null::integer as owner_employee_id,
        null::integer as owner_partner_id,
        refusals.refused_on as opened_at,
        refusals.settled_on as resolved_at,
        null::numeric(16, 2) as amount,
        refusals.label || ': ' || refusals.finding as finding,
        null::integer as expense_id,
        null::integer as return_id
    from {{ ref('slv_refusals') }} as refusals
    where {{ only_touched('refusals', ['source', 'company_id', 'month']) }}
),

-- The one place where kinds of exceptions come together: add a CTE with these columns and a line here.
raised as (
    select * from breaches
    union all
    select * from checks
    union all
    select * from drifts
    union all
    select * from late_filings
    union all
    select * from runs
    union all
    select * from calls
    union all
    select * from refusals
),

final as (
    select
        {{ surrogate_key(['raised.source', 'raised.company_id', 'raised.origin', 'raised.record_id']) }}
            as exception_id,
        raised.source,
        raised.company_id,
        companies.name as company,
        raised.exception_type,
        raised.severity,
        raised.status,
        raised.owner,
        raised.owner_employee_id,
        raised.owner_partner_id,
        raised.opened_at,
        raised.month,
        {{ sla_due('raised.opened_at', 'raised.severity') }} as sla_due,
        raised.resolved_at,
        raised.amount::numeric(16, 2) as amount,
        raised.finding,
        raised.origin,
        raised.record_id,
        raised.expense_id,
        raised.return_id
    from raised
    inner join companies
        on raised.source = companies.source and raised.company_id = companies.company_id
)

select * from final
