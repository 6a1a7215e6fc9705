{{ config(enabled=target.type == 'postgres') }}
-- depends_on: {{ ref('monthly_results') }}
-- Every table of the layers has row security, also against its owner, and a policy; every view is read
-- with the reader's own rights; nothing is materialised past the policies. In bronze the owner, who loads
-- it, is let in by a policy anyway, and PostgreSQL refuses COPY to an owner upon whom security is forced.
select
    namespace.nspname as layer,
    class.relname as relation,
    class.relkind as kind
from pg_catalog.pg_class as class
inner join pg_catalog.pg_namespace as namespace on class.relnamespace = namespace.oid
where
    namespace.nspname in ('bronze', 'silver', 'gold', 'platinum', 'test_failures')
    and class.relkind in ('r', 'p', 'v', 'm', 'f')
    and not case
        when class.relkind in ('r', 'p')
            then
                class.relrowsecurity
                and (class.relforcerowsecurity or namespace.nspname = 'bronze')
                and exists (
                    select from pg_catalog.pg_policy as policy
                    where policy.polrelid = class.oid
                )
        when class.relkind = 'v'
            then coalesce(class.reloptions @> '{security_invoker=true}', false)
        else false
    end
