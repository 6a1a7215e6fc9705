{{ config(
    unique_key=['source', 'full_reconcile_id'],
    indexes=[
        {'columns': ['source', 'full_reconcile_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_full_reconcile')) }}
),

typed as (
    select
        images.source,
        images.id::integer as full_reconcile_id,
        record.exchange_move_id,
        record.create_date as created_at,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'exchange_move_id': 'integer',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
