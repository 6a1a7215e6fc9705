{{ config(
    unique_key=['source', 'pay_id'],
    indexes=[
        {'columns': ['source', 'pay_id'], 'unique': true}
    ],
    meta={'change_columns': {'company_id': 'company_id', 'month': 'month'}, 'private': true}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_compensation')) }}
),

typed as (
    select
        images.source,
        images.id::integer as pay_id,
        record.company_id,
        record.paid_on,
        record.gross as gross_amount,
        record.taxable_total as taxable_amount,
        record.is_untaxed,
        record.tax_withheld,
        date_trunc('month', record.paid_on)::date as month,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'company_id': 'integer',
        'paid_on': 'date',
        'gross': 'numeric',
        'taxable_total': 'numeric',
        'is_untaxed': 'boolean',
        'tax_withheld': 'numeric',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
