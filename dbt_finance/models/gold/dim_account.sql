{{ config(
    incremental_strategy='replace_all',
    unique_key=['source', 'company_id', 'account_id'],
    indexes=[{'columns': ['source', 'company_id', 'account_id'], 'unique': true}]
) }}

with companies as (select * from {{ ref('slv_companies') }}),

-- A branch books on the accounts of the companies above it.
owners as (
    select source, company_id, company_id as owner_id
    from companies
    union
    select branches.source, branches.company_id, parents.company_id as owner_id
    from companies as branches
    inner join companies as parents
        on branches.source = parents.source and branches.parent_id = parents.company_id
    union
    select branches.source, branches.company_id, parents.parent_id as owner_id
    from companies as branches
    inner join companies as parents
        on branches.source = parents.source and branches.parent_id = parents.company_id
    where parents.parent_id is not null
),

shared as (
    select
        accounts.source,
        accounts.account_id,
        accounts.name,
        accounts.account_type,
        accounts.reconcile,
        accounts.code,
        accounts.codes,
        serves.owner_id
    from {{ ref('slv_accounts') }} as accounts
    {{ each_of('accounts.company_ids', 'serves', 'owner_id') }}
)

select
    shared.source,
    owners.company_id,
    shared.account_id,
    -- Codes stand per company; a branch shows that of the company it belongs to.
    coalesce(max({{ json_value('shared.codes', 'shared.owner_id') }}), max(shared.code)) as code,
    max(shared.name) as account,
    max(shared.account_type) as account_type,
    case
        when max(shared.account_type) like 'asset%' then 'asset'
        when max(shared.account_type) like 'liability%' then 'liability'
        when max(shared.account_type) like 'equity%' then 'equity'
        when max(shared.account_type) like 'income%' then 'revenue'
        when max(shared.account_type) like 'expense%' then 'expense'
        else 'off_balance'
    end as account_class,
    bool_or(shared.reconcile) as is_reconcilable
from shared
inner join owners on shared.source = owners.source and shared.owner_id = owners.owner_id
group by shared.source, owners.company_id, shared.account_id
