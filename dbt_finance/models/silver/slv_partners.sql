{{ config(
    unique_key=['source', 'partner_id'],
    indexes=[
        {'columns': ['source', 'partner_id'], 'unique': true}
    ]
) }}

with images as (
    {{ latest_images(ref('brz_odoo__res_partner')) }}
),

typed as (
    select
        images.source,
        images.id::integer as partner_id,
        record.name,
        record.active,
        record.is_company,
        record.parent_id,
        record.commercial_partner_id,
        record.company_id,
        record.vat as tin,
        record.branch_code,
        record.ref,
        record.street,
        record.street2,
        record.city,
        record.zip,
        record.state_id,
        record.country_id,
        record.user_id as salesperson_id,
        record.customer_rank,
        record.supplier_rank,
        record.create_date as created_at,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'name': 'text',
        'active': 'boolean',
        'is_company': 'boolean',
        'parent_id': 'integer',
        'commercial_partner_id': 'integer',
        'company_id': 'integer',
        'vat': 'text',
        'branch_code': 'text',
        'ref': 'text',
        'street': 'text',
        'street2': 'text',
        'city': 'text',
        'zip': 'text',
        'state_id': 'integer',
        'country_id': 'integer',
        'user_id': 'integer',
        'customer_rank': 'integer',
        'supplier_rank': 'integer',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
