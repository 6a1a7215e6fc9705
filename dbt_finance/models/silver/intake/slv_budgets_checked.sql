{{ config(
    unique_key=['source', 'record_id'],
    indexes=[{'columns': ['source', 'record_id'], 'unique': true}],
    meta={'change_columns': {'company_id': 'company_id', 'month': "date_trunc('month', month)::date"}}
) }}

with images as (
    {{ latest_images(ref('brz_intake__budgets'), ['company_id', 'origin', 'batch_id']) }}
),

typed as (
    select
        images.source,
        images.id as record_id,
        images.company_id,
        images.origin,
        images.batch_id,
        record.department,
        record.category,
        record.month,
        record.amount,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'department': 'text',
        'category': 'text',
        'month': 'date',
        'amount': 'numeric'
    }) }}
)

select
    *,
    {{ broken_rules([
        {'rule': 'department_missing', 'holds': 'department is not null'},
        {'rule': 'category_missing', 'holds': 'category is not null'},
        {'rule': 'month_missing', 'holds': 'month is not null'},
        {'rule': 'amount_missing', 'holds': 'amount is not null'},
        {'rule': 'amount_negative', 'holds': 'amount >= 0 or amount is null'}
    ]) }} as broken_rules
from typed
