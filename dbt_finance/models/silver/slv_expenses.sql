{{ config(
    unique_key=['source', 'expense_id'],
    indexes=[
        {'columns': ['source', 'expense_id'], 'unique': true},
        {'columns': ['source', 'product_id']},
        {'columns': ['source', 'move_id']}
    ],
    meta={'change_columns': {
        'parent_id': 'employee_id',
        'company_id': 'company_id',
        'month': "date_trunc('month', expense_date)::date"
    }}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__hr_expense')) }}
),

typed as (
    select
        images.source,
        images.id::integer as expense_id,
        record.name as description,
        record.date as expense_date,
        record.employee_id,
        record.company_id,
        record.currency_id,
        record.product_id,
        record.account_id,
        record.quantity,
        record.payment_mode,
        record.state,
        record.vendor_id,
        record.account_move_id as move_id,
        record.total_amount as amount_total,
        record.total_amount_currency as amount_total_currency,
        record.tax_amount,
        record.untaxed_amount_currency as amount_untaxed_currency,
        {{ ids('record.tax_ids') }} as tax_ids,
        record.message_main_attachment_id as main_attachment_id,
        record.ipai_tin as tin,
        record.ipai_receipt_number as receipt_number,
        record.create_date as created_at,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'date': 'date',
        'employee_id': 'integer',
        'company_id': 'integer',
        'currency_id': 'integer',
        'product_id': 'integer',
        'account_id': 'integer',
        'quantity': 'numeric',
        'payment_mode': 'text',
        'state': 'text',
        'vendor_id': 'integer',
        'account_move_id': 'integer',
        'total_amount': 'numeric',
        'total_amount_currency': 'numeric',
        'tax_amount': 'numeric',
        'untaxed_amount_currency': 'numeric',
        'tax_ids': 'integer[]',
        'message_main_attachment_id': 'integer',
        'ipai_tin': 'text',
        'ipai_receipt_number': 'text',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
