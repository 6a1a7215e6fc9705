{{ config(materialized='view') }}

-- Rows stay in their tables with what is wrong with them; one that is corrected in Odoo leaves this list.
select
    source,
    company_id,
    'slv_payments' as relation,
    payment_id as record_id,
    broken_rules,
    _loaded_at
from {{ ref('slv_payments') }}
where broken_rules is not null
union all
select
    source,
    company_id,
    'slv_bank_statement_lines' as relation,
    line_id as record_id,
    broken_rules,
    _loaded_at
from {{ ref('slv_bank_statement_lines') }}
where broken_rules is not null
union all
select
    source,
    company_id,
    'slv_currency_rates' as relation,
    currency_rate_id as record_id,
    broken_rules,
    _loaded_at
from {{ ref('slv_currency_rates') }}
where broken_rules is not null
