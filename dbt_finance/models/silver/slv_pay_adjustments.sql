{{ config(
    unique_key=['source', 'pay_adjustment_id'],
    indexes=[
        {'columns': ['source', 'pay_adjustment_id'], 'unique': true},
        {'columns': ['source', 'pay_id']}
    ],
    meta={'change_columns': {'parent_id': 'pay_id', 'company_id': 'company_id', 'month': 'month'}, 'private': true}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_compensation_adjustment')) }}
),

typed as (
    select
        images.source,
        images.id::integer as pay_adjustment_id,
        record.compensation_id as pay_id,
        record.company_id,
        record.paid_on,
        record.month as corrected_month,
        record.amount,
        date_trunc('month', record.paid_on)::date as month,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'compensation_id': 'integer',
        'company_id': 'integer',
        'paid_on': 'date',
        'month': 'date',
        'amount': 'numeric',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
