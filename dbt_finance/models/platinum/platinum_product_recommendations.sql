{{ config(
    incremental_strategy='replace_all',
    unique_key='recommendation_key',
    indexes=[{'columns': ['source', 'company_id', 'product']}]
) }}

-- Purchases of the last 90 days. A basket is what has one receipt number, else what one customer bought in
-- one store on one day; a purchase that has neither says nothing about what goes together.
with purchases as (
    select distinct
        source,
        company_id,
        coalesce(origin || '|' || basket_id, origin || '|' || customer_id || '|' || store || '|' || txn_date)
            as basket,
        coalesce(product_id, product_name, brand) as product,
        product_category
    from {{ ref('scout_transactions') }}
    where txn_date > {{ today() }} - 90
),

items as (
    select
        source,
        company_id,
        basket,
        product,
        min(product_category) as product_category
    from purchases
    where basket is not null and product is not null
    group by source, company_id, basket, product
),

names as (
    select
        source,
        company_id,
        product_id as product,
        min(product_name) as product_name
    from {{ ref('silver_products') }}
    group by source, company_id, product_id
),

baskets as (
    select
        source,
        company_id,
        count(distinct basket) as basket_count
    from items
    group by source, company_id
),

products as (
    select
        source,
        company_id,
        product,
        min(product_category) as product_category,
        count(*) as basket_count
    from items
    group by source, company_id, product
),

pairs as (
    select
        one.source,
        one.company_id,
        one.product,
        other.product as recommended,
        count(*) as together_count
    from items as one
    inner join items as other
        on
            one.source = other.source
            and one.company_id = other.company_id
            and one.basket = other.basket
            and one.product <> other.product
    group by one.source, one.company_id, one.product, other.product
    having count(*) >= 2
),

measured as (
    select
        pairs.source,
        pairs.company_id,
        pairs.product,
        pairs.recommended,
        recommended.product_category as recommended_category,
        pairs.together_count,
        bought.basket_count as product_count,
        recommended.basket_count as recommended_count,
        baskets.basket_count,
        pairs.together_count::numeric(16, 0) / baskets.basket_count as support,
        pairs.together_count::numeric(16, 0) / bought.basket_count as confidence,
        pairs.together_count::numeric(16, 0) * baskets.basket_count
        / (bought.basket_count * recommended.basket_count) as lift
    from pairs
    inner join baskets
        on pairs.source = baskets.source and pairs.company_id = baskets.company_id
    inner join products as bought
        on
            pairs.source = bought.source
            and pairs.company_id = bought.company_id
            and pairs.product = bought.product
    inner join products as recommended
        on
            pairs.source = recommended.source
            and pairs.company_id = recommended.company_id
            and pairs.recommended = recommended.product
),

-- More often together than by chance; equal ones in the order of their names, so that two builds agree.
ranked as (
    select
        *,
        row_number() over (
            partition by source, company_id, product
            order by confidence desc, lift desc, recommended asc
        ) as place
    from measured
    where lift > 1
),

final as (
    select
        {{ surrogate_key(['ranked.source', 'ranked.company_id', 'ranked.product', 'ranked.recommended']) }}
            as recommendation_key,
        ranked.source,
        ranked.company_id,
        ranked.product,
        coalesce(names.product_name, ranked.product) as product_name,
        ranked.place::integer as place,
        ranked.recommended,
        coalesce(recommended_names.product_name, ranked.recommended) as recommended_name,
        ranked.recommended_category,
        ranked.together_count::integer as together_count,
        round(ranked.support, 4)::numeric(7, 4) as support,
        round(ranked.confidence, 4)::numeric(7, 4) as confidence,
        round(ranked.lift, 4)::numeric(16, 4) as lift
    from ranked
    left join names
        on
            ranked.source = names.source
            and ranked.company_id = names.company_id
            and ranked.product = names.product
    left join names as recommended_names
        on
            ranked.source = recommended_names.source
            and ranked.company_id = recommended_names.company_id
            and ranked.recommended = recommended_names.product
    where ranked.place <= 10
)

select * from final
