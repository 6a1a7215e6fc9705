{{ config(
    unique_key=['source', 'partial_reconcile_id', 'is_debit'],
    indexes=[
        {'columns': ['source', 'partial_reconcile_id', 'is_debit'], 'unique': true},
        {'columns': ['source', 'move_line_id']}
    ],
    meta={'change_columns': {'id': 'partial_reconcile_id', 'parent_id': 'move_line_id', 'company_id': 'company_id'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_partial_reconcile')) }}
),

-- Odoo writes one record for the debit and the credit it settles; each of the two is a row here.
sides (is_debit) as (
    values (true), (false)
),

typed as (
    select
        images.source,
        images.id::integer as partial_reconcile_id,
        sides.is_debit,
        case when sides.is_debit then record.debit_move_id else record.credit_move_id end as move_line_id,
        case when sides.is_debit then record.credit_move_id else record.debit_move_id end as other_line_id,
        record.full_reconcile_id,
        record.exchange_move_id,
        record.company_id,
        record.amount,
        case when sides.is_debit then record.debit_currency_id else record.credit_currency_id end
            as currency_id,
        case when sides.is_debit then record.debit_amount_currency else record.credit_amount_currency end
            as amount_currency,
        record.max_date as settled_on,
        record.create_date as created_at,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    cross join sides
    {{ json_record('images.payload', {
        'debit_move_id': 'integer',
        'credit_move_id': 'integer',
        'full_reconcile_id': 'integer',
        'exchange_move_id': 'integer',
        'company_id': 'integer',
        'amount': 'numeric',
        'debit_currency_id': 'integer',
        'credit_currency_id': 'integer',
        'debit_amount_currency': 'numeric',
        'credit_amount_currency': 'numeric',
        'max_date': 'date',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
