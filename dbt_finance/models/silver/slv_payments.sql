{{ config(
    unique_key=['source', 'payment_id'],
    indexes=[
        {'columns': ['source', 'payment_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_payment')) }}
),

typed as (
    select
        images.source,
        images.id::integer as payment_id,
        record.name,
        record.date as payment_date,
        record.state,
        record.payment_type,
        record.partner_type,
        record.company_id,
        record.journal_id,
        record.partner_id,
        record.move_id,
        record.currency_id,
        record.amount as amount_currency,
        record.amount_company_currency_signed as amount_signed,
        record.memo,
        record.payment_reference,
        record.is_reconciled,
        record.is_matched,
        record.create_date as created_at,
        record.write_date as changed_at,
        {{ broken_rules([
            {'rule': 'amount_missing_or_negative', 'holds': 'record.amount >= 0'},
            {'rule': 'date_missing', 'holds': 'record.date is not null'},
            {'rule': 'company_missing', 'holds': 'record.company_id is not null'}
        ]) }} as broken_rules,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'date': 'date',
        'state': 'text',
        'payment_type': 'text',
        'partner_type': 'text',
        'company_id': 'integer',
        'journal_id': 'integer',
        'partner_id': 'integer',
        'move_id': 'integer',
        'currency_id': 'integer',
        'amount': 'numeric',
        'amount_company_currency_signed': 'numeric',
        'memo': 'text',
        'payment_reference': 'text',
        'is_reconciled': 'boolean',
        'is_matched': 'boolean',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
