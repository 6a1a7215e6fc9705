{{ config(
    incremental_strategy='replace_all',
    unique_key='trend_key',
    indexes=[{'columns': ['source', 'company_id', 'week']}]
) }}

with companies as (select * from {{ ref('slv_companies') }}),

totals as (
    select
        source,
        company_id,
        'sales' as area,
        product_category as category,
        date_trunc('week', txn_date)::date as week,
        sum(amount) as total_amount,
        count(*) as txn_count
    from {{ ref('scout_transactions') }}
    group by source, company_id, product_category, date_trunc('week', txn_date)
    union all
    select
        source,
        company_id,
        'expenses' as area,
        coalesce(category, 'Without category') as category,
        date_trunc('week', expense_date)::date as week,
        sum(amount_total) as total_amount,
        count(*) as txn_count
    from {{ ref('finance_expenses') }}
    where status in ('approved', 'posted', 'paid') and expense_date is not null
    group by source, company_id, coalesce(category, 'Without category'), date_trunc('week', expense_date)
),

-- A week in which nothing was sold is a week with a total of zero: without it an average would lie.
begun as (
    select source, company_id, area, category, min(week) as first_week
    from totals
    group by source, company_id, area, category
),

lasting as (
    select source, company_id, area, min(week) as first_week, max(week) as last_week
    from totals
    group by source, company_id, area
),

calendar as (
    {{ weeks_between('lasting', ['source', 'company_id', 'area'], 'first_week', 'last_week') }}
),

weeks as (
    select
        begun.source,
        begun.company_id,
        begun.area,
        begun.category,
        calendar.week,
        coalesce(totals.total_amount, 0) as total_amount,
        coalesce(totals.txn_count, 0) as txn_count
    from begun
    inner join calendar
        on
            begun.source = calendar.source
            and begun.company_id = calendar.company_id
            and begun.area = calendar.area
            and begun.first_week <= calendar.week
    left join totals
        on
            begun.source = totals.source
            and begun.company_id = totals.company_id
            and begun.area = totals.area
            and begun.category = totals.category
            and calendar.week = totals.week
),

compared as (
    select
        *,
        avg(total_amount) over (
            partition by source, company_id, area, category
            order by week
            rows between 3 preceding and current row
        ) as moving_avg_4w,
        lag(total_amount) over (
            partition by source, company_id, area, category
            order by week
        ) as previous_amount,
        count(*) over earlier as earlier_weeks,
        avg(total_amount) over earlier as earlier_mean,
        stddev_samp(total_amount) over earlier as earlier_sigma
    from weeks
    window earlier as (
        partition by source, company_id, area, category
        order by week
        rows between 52 preceding and 1 preceding
    )
),

-- Fewer than four weeks say nothing about what is usual. What never varied is measured against one percent
-- of its mean, else its first other amount could not be told from it.
scored as (
    select
        *,
        case
            when earlier_weeks >= 4
                then
                    (total_amount - earlier_mean)
                    / nullif(greatest(earlier_sigma, abs(earlier_mean) * 0.01), 0)
        end as z_score
    from compared
),

final as (
    select
        {{ surrogate_key([
            'scored.source', 'scored.company_id', 'scored.area', 'scored.category', 'scored.week'
        ]) }} as trend_key,
        scored.source,
        scored.company_id,
        companies.name as company,
        scored.area,
        scored.category,
        scored.week,
        date_trunc('month', scored.week)::date as month,
        scored.total_amount::numeric(16, 2) as total_amount,
        scored.txn_count::integer as txn_count,
        round(scored.moving_avg_4w, 2)::numeric(16, 2) as moving_avg_4w,
        round(
            100 * (scored.total_amount - scored.previous_amount) / nullif(scored.previous_amount, 0), 2
        )::numeric(16, 2) as wow_growth_pct,
        round(scored.z_score, 2)::numeric(16, 2) as z_score,
        -- A week that has not ended yet can be too high already, but not too low.
        coalesce(
            scored.z_score > 2 or (scored.z_score < -2 and scored.week < {{ today() }} - 6), false
        ) as is_anomaly
    from scored
    left join companies
        on scored.source = companies.source and scored.company_id = companies.company_id
)

select * from final
