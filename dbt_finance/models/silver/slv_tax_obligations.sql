{{ config(
    unique_key=['source', 'tax_obligation_id'],
    indexes=[
        {'columns': ['source', 'tax_obligation_id'], 'unique': true}
    ],
    meta={'change_columns': {'company_id': 'company_id', 'month': 'month'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_obligation')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_obligation_id,
        record.name,
        record.form_id as tax_form_id,
        record.company_id,
        record.date_from as period_start,
        record.date_to as period_end,
        record.due_date,
        record.payment_due_date,
        record.remind_on,
        record.owner_id as owner_user_id,
        record.return_id as tax_return_id,
        record.state,
        record.filed_on,
        record.has_amount,
        record.amount,
        record.blocked_by,
        date_trunc('month', record.due_date)::date as month,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'form_id': 'integer',
        'company_id': 'integer',
        'date_from': 'date',
        'date_to': 'date',
        'due_date': 'date',
        'payment_due_date': 'date',
        'remind_on': 'date',
        'owner_id': 'integer',
        'return_id': 'integer',
        'state': 'text',
        'filed_on': 'date',
        'has_amount': 'boolean',
        'amount': 'numeric',
        'blocked_by': 'text',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
