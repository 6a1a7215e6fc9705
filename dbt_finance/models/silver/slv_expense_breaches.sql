{{ config(
    unique_key=['source', 'expense_breach_id'],
    indexes=[
        {'columns': ['source', 'expense_breach_id'], 'unique': true},
        {'columns': ['source', 'expense_id']}
    ],
    meta={'change_columns': {'parent_id': 'expense_id', 'company_id': 'company_id', 'month': 'month'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_expense_breach')) }}
),

typed as (
    select
        images.source,
        images.id::integer as expense_breach_id,
        record.expense_id,
        record.policy_id,
        record.company_id,
        record.kind,
        record.severity,
        record.text as breach,
        record.state,
        record.user_id,
        record.decided_at,
        record.withdrawn_at,
        record.create_date as created_at,
        date_trunc('month', {{ local_day('record.create_date') }})::date as month,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'expense_id': 'integer',
        'policy_id': 'integer',
        'company_id': 'integer',
        'kind': 'text',
        'severity': 'text',
        'text': 'text',
        'state': 'text',
        'user_id': 'integer',
        'decided_at': 'timestamptz',
        'withdrawn_at': 'timestamptz',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
