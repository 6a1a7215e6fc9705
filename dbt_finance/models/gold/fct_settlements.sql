{{ config(
    unique_key=['source', 'move_line_id', 'partial_reconcile_id'],
    indexes=[
        {'columns': ['source', 'move_line_id', 'partial_reconcile_id'], 'unique': true},
        {'columns': ['source', 'move_id']}
    ],
    meta={
        'touch_key': ['source', 'move_id'],
        'touched_by': [
            {'model': 'fct_subledger_items', 'take': 'parent_id', 'as': 'move_id'},
            {'model': 'slv_partial_reconciles', 'take': 'parent_id', 'where': 'move_line_id', 'in': 'fct_subledger_items'}
        ]
    }
) }}

with items as (
    select * from {{ ref('fct_subledger_items') }}
    where {{ only_touched('fct_subledger_items', ['source', 'move_id']) }}
)

select
    items.source,
    items.company_id,
    items.side,
    items.move_line_id,
    items.move_id,
    partials.partial_reconcile_id,
    partials.other_line_id,
    partials.settled_on,
    date_trunc('month', partials.settled_on)::date as month,
    (
        partials.amount
        * case when partials.is_debit then 1 else -1 end
        * case when items.side = 'receivable' then 1 else -1 end
    )::numeric(16, 2) as amount
from items
inner join {{ ref('slv_partial_reconciles') }} as partials
    on items.source = partials.source and items.move_line_id = partials.move_line_id
