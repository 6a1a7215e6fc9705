{{ config(
    unique_key=['source', 'move_id'],
    indexes=[
        {'columns': ['source', 'move_id'], 'unique': true},
        {'columns': ['source', 'partner_id']},
        {'columns': ['source', 'commercial_partner_id']},
        {'columns': ['source', 'company_id', 'month']}
    ],
    meta={'change_columns': {
        'parent_id': 'commercial_partner_id',
        'company_id': 'company_id',
        'month': 'month'
    }}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_move')) }}
),

typed as (
    select
        images.source,
        images.id::integer as move_id,
        record.name,
        record.ref as reference,
        record.move_type,
        record.state,
        record.payment_state,
        record.date as entry_date,
        date_trunc('month', record.date)::date as month,
        record.invoice_date,
        record.invoice_date_due as due_date,
        record.journal_id,
        record.company_id,
        record.currency_id,
        record.partner_id,
        record.commercial_partner_id,
        record.invoice_user_id as salesperson_id,
        record.invoice_origin as origin,
        record.reversed_entry_id,
        record.statement_line_id as bank_line_id,
        record.always_tax_exigible as is_always_due,
        record.tax_cash_basis_rec_id,
        record.amount_total as amount_total_currency,
        record.amount_untaxed_signed,
        record.amount_tax_signed,
        record.amount_total_signed,
        record.amount_residual_signed,
        record.create_date as created_at,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'ref': 'text',
        'move_type': 'text',
        'state': 'text',
        'payment_state': 'text',
        'date': 'date',
        'invoice_date': 'date',
        'invoice_date_due': 'date',
        'journal_id': 'integer',
        'company_id': 'integer',
        'currency_id': 'integer',
        'partner_id': 'integer',
        'commercial_partner_id': 'integer',
        'invoice_user_id': 'integer',
        'invoice_origin': 'text',
        'reversed_entry_id': 'integer',
        'statement_line_id': 'integer',
        'always_tax_exigible': 'boolean',
        'tax_cash_basis_rec_id': 'integer',
        'amount_total': 'numeric',
        'amount_untaxed_signed': 'numeric',
        'amount_tax_signed': 'numeric',
        'amount_total_signed': 'numeric',
        'amount_residual_signed': 'numeric',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
