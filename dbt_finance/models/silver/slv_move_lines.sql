{{ config(
    unique_key=['source', 'move_line_id'],
    indexes=[
        {'columns': ['source', 'move_line_id'], 'unique': true},
        {'columns': ['source', 'move_id']},
        {'columns': ['source', 'partner_id']},
        {'columns': ['source', 'account_id']},
        {'columns': ['source', 'expense_id']},
        {'columns': ['source', 'product_id']},
        {'columns': ['source', 'tax_line_id']},
        {'columns': ['source', 'company_id', 'month']}
    ],
    meta={'change_columns': {
        'parent_id': 'move_id',
        'company_id': 'company_id',
        'month': 'month'
    }}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_move_line')) }}
),

typed as (
    select
        images.source,
        images.id::integer as move_line_id,
        record.move_id,
        record.parent_state as state,
        record.date as entry_date,
        date_trunc('month', record.date)::date as month,
        record.company_id,
        record.journal_id,
        record.account_id,
        record.partner_id,
        record.product_id,
        record.name,
        record.display_type,
        record.quantity,
        record.debit,
        record.credit,
        record.balance,
        record.currency_id,
        record.amount_currency,
        record.amount_residual,
        record.reconciled as is_reconciled,
        record.date_maturity as due_date,
        record.tax_line_id,
        record.tax_repartition_line_id as tax_share_id,
        {{ ids('record.tax_ids') }} as tax_ids,
        record.analytic_distribution,
        record.expense_id,
        record.payment_id,
        record.statement_line_id as bank_line_id,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'move_id': 'integer',
        'parent_state': 'text',
        'date': 'date',
        'company_id': 'integer',
        'journal_id': 'integer',
        'account_id': 'integer',
        'partner_id': 'integer',
        'product_id': 'integer',
        'name': 'text',
        'display_type': 'text',
        'quantity': 'numeric',
        'debit': 'numeric',
        'credit': 'numeric',
        'balance': 'numeric',
        'currency_id': 'integer',
        'amount_currency': 'numeric',
        'amount_residual': 'numeric',
        'reconciled': 'boolean',
        'date_maturity': 'date',
        'tax_line_id': 'integer',
        'tax_repartition_line_id': 'integer',
        'tax_ids': 'integer[]',
        'analytic_distribution': 'jsonb',
        'expense_id': 'integer',
        'payment_id': 'integer',
        'statement_line_id': 'integer',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
