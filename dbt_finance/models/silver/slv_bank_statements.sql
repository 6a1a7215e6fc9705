{{ config(
    unique_key=['source', 'bank_statement_id'],
    indexes=[
        {'columns': ['source', 'bank_statement_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_bank_statement')) }}
),

typed as (
    select
        images.source,
        images.id::integer as bank_statement_id,
        record.name,
        record.reference,
        record.date as statement_date,
        record.journal_id,
        record.company_id,
        record.balance_start,
        record.balance_end_real as balance_end,
        record.is_complete,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'reference': 'text',
        'date': 'date',
        'journal_id': 'integer',
        'company_id': 'integer',
        'balance_start': 'numeric',
        'balance_end_real': 'numeric',
        'is_complete': 'boolean',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
