{{ config(
    unique_key=['source', 'agent_run_id'],
    indexes=[
        {'columns': ['source', 'agent_run_id'], 'unique': true}
    ],
    meta={'change_columns': {'company_id': 'company_id', 'month': 'month'}}
) }}

with images as (
    {{ latest_images(ref('brz_odoo__ipai_agent_run')) }}
),

typed as (
    select
        images.source,
        images.id::integer as agent_run_id,
        record.agent_id,
        record.res_model as record_model,
        record.record_name,
        record.company_id,
        record.user_id,
        record.state,
        record.error,
        record.attempts,
        record.started_at,
        record.ended_at,
        record.cost as cost_usd,
        record.create_date as created_at,
        date_trunc('month', {{ local_day('record.create_date') }})::date as month,
        record.write_date as changed_at,
        images.loaded_at as _loaded_at,
        images.seq as _seq,
        images.is_living as _living
    from images
    {{ json_record('images.payload', {
        'agent_id': 'integer',
        'res_model': 'text',
        'record_name': 'text',
        'company_id': 'integer',
        'user_id': 'integer',
        'state': 'text',
        'error': 'text',
        'attempts': 'integer',
        'started_at': 'timestamptz',
        'ended_at': 'timestamptz',
        'cost': 'numeric',
        'create_date': 'timestamptz',
        'write_date': 'timestamptz'
    }) }}
)

select * from typed
