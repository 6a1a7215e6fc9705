{{ config(
    unique_key=['source', 'call_id'],
    indexes=[
        {'columns': ['source', 'call_id'], 'unique': true}
    ],
    meta={'change_columns': {'company_id': 'company_id', 'month': 'month'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_call')) }}
),

typed as (
    select
        images.source,
        images.id::integer as call_id,
        record.purpose,
        record.state,
        record.user_id,
        record.company_id,
        record.res_model as record_model,
        record.started_at,
        record.ended_at,
        record.attempts,
        record.code as problem_code,
        record.error,
        date_trunc('month', {{ local_day('record.started_at') }})::date as month,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'purpose': 'text',
        'state': 'text',
        'user_id': 'integer',
        'company_id': 'integer',
        'res_model': 'text',
        'started_at': 'timestamptz',
        'ended_at': 'timestamptz',
        'attempts': 'integer',
        'code': 'text',
        'error': 'text'
    }) }}
)

select * from typed
