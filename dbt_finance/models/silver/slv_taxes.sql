{{ config(
    unique_key=['source', 'tax_id'],
    indexes=[
        {'columns': ['source', 'tax_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__account_tax')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_id,
        record.name,
        record.type_tax_use,
        record.amount_type,
        record.amount as rate,
        record.active,
        record.company_id,
        record.tax_exigibility,
        record.is_withholding_tax_on_payment as is_due_when_withheld,
        {{ ids('record.children_tax_ids') }} as children_tax_ids,
        record.l10n_ph_atc as atc,
        record.ipai_tax_class as tax_class,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'type_tax_use': 'text',
        'amount_type': 'text',
        'amount': 'numeric',
        'active': 'boolean',
        'company_id': 'integer',
        'tax_exigibility': 'text',
        'is_withholding_tax_on_payment': 'boolean',
        'children_tax_ids': 'integer[]',
        'l10n_ph_atc': 'text',
        'ipai_tax_class': 'text',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
