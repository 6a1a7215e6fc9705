{{ config(
    unique_key=['source', 'line_id'],
    indexes=[
        {'columns': ['source', 'line_id'], 'unique': true},
        {'columns': ['source', 'move_id']}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_bank_statement_line')) }}
),

typed as (
    select
        images.source,
        images.id::integer as line_id,
        record.move_id,
        record.statement_id as bank_statement_id,
        record.journal_id,
        record.company_id,
        record.partner_id,
        record.partner_name,
        record.payment_ref as label,
        record.transaction_type,
        record.amount as amount_journal,
        record.currency_id,
        record.amount_currency as amount_foreign,
        record.foreign_currency_id,
        record.is_reconciled,
        record.create_date as created_at,
        record.write_date as changed_at,
        {{ broken_rules([
            {'rule': 'amount_missing', 'holds': 'record.amount is not null'},
            {'rule': 'entry_missing', 'holds': 'record.move_id is not null'},
            {'rule': 'journal_missing', 'holds': 'record.journal_id is not null'},
            {'rule': 'company_missing', 'holds': 'record.company_id is not null'}
        ]) }} as broken_rules,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'move_id': 'integer',
        'statement_id': 'integer',
        'journal_id': 'integer',
        'company_id': 'integer',
        'partner_id': 'integer',
        'partner_name': 'text',
        'payment_ref': 'text',
        'transaction_type': 'text',
        'amount': 'numeric',
        'currency_id': 'integer',
        'amount_currency': 'numeric',
        'foreign_currency_id': 'integer',
        'is_reconciled': 'boolean',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
