{{ config(
    unique_key=['source', 'tax_return_check_id'],
    indexes=[
        {'columns': ['source', 'tax_return_check_id'], 'unique': true},
        {'columns': ['source', 'tax_return_id']}
    ],
    meta={'change_columns': {'parent_id': 'tax_return_id', 'company_id': 'company_id', 'month': 'month'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_bir_return_check')) }}
),

typed as (
    select
        images.source,
        images.id::integer as tax_return_check_id,
        record.return_id as tax_return_id,
        record.company_id,
        record.code,
        record.level,
        record.box_code,
        record.text as finding,
        record.is_accepted,
        record.accepted_by_id as accepted_by_user_id,
        record.accepted_at,
        record.create_date as created_at,
        date_trunc('month', {{ local_day('record.create_date') }})::date as month,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'return_id': 'integer',
        'company_id': 'integer',
        'code': 'text',
        'level': 'text',
        'box_code': 'text',
        'text': 'text',
        'is_accepted': 'boolean',
        'accepted_by_id': 'integer',
        'accepted_at': 'timestamptz',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
