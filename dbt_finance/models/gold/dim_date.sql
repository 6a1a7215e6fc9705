{{ config(materialized='view' if target.type == 'postgres' else 'table') }}

with days as (
    {{ date_spine('1990-01-01', '2099-12-31') }}
)

select
    date_day,
    date_trunc('week', date_day)::date as week,
    date_trunc('month', date_day)::date as month,
    date_trunc('quarter', date_day)::date as quarter,
    date_trunc('year', date_day)::date as year,
    extract(year from date_day)::integer as year_number,
    extract(quarter from date_day)::integer as quarter_number,
    extract(month from date_day)::integer as month_number,
    extract(day from date_day)::integer as day_number,
    {{ month_name('date_day') }} as month_name,
    {{ day_name('date_day') }} as day_name,
    {{ weekday('date_day') }} >= 6 as is_weekend,
    extract(day from {{ days_before('date_day', -1) }}) = 1 as is_month_end
from days
