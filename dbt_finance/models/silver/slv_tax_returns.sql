{{ config(
    unique_key=['source', 'tax_return_id'],
    indexes=[
        {'columns': ['source', 'tax_return_id'], 'unique': true}
    ],
    meta={'change_columns': {'company_id': 'company_id', 'month': 'month'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_return')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_return_id,
        record.name,
        record.form_id as tax_form_id,
        record.edition_id,
        record.company_id,
        record.date_from as period_start,
        record.date_to as period_end,
        record.amendment_number,
        record.amends_id as amended_return_id,
        record.state,
        record.amount_payable,
        record.computed_at,
        record.filed_on,
        record.paid_on,
        record.paid_amount as amount_paid,
        record.has_drift,
        record.is_stale,
        record.preparer_id as preparer_user_id,
        record.reviewer_id as reviewer_user_id,
        record.create_date as created_at,
        date_trunc('month', record.filed_on)::date as month,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'form_id': 'integer',
        'edition_id': 'integer',
        'company_id': 'integer',
        'date_from': 'date',
        'date_to': 'date',
        'amendment_number': 'integer',
        'amends_id': 'integer',
        'state': 'text',
        'amount_payable': 'numeric',
        'computed_at': 'timestamptz',
        'filed_on': 'date',
        'paid_on': 'date',
        'paid_amount': 'numeric',
        'has_drift': 'boolean',
        'is_stale': 'boolean',
        'preparer_id': 'integer',
        'reviewer_id': 'integer',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
