alter table silver.mark add column bronze text[] not null default '{}';
alter table silver.mark add column models text[] not null default '{}';
comment on column silver.mark.bronze is 'Views of versions it reads.';
comment on column silver.mark.models is 'Models it reads, through views or not.';

-- Asks each model's own inputs, so it is right whatever wrote them and whichever builds failed half way.
create function silver.behind() returns table (model text)
language plpgsql stable set search_path = '' as
$$
declare
    kept record;
    versions text;
    is_behind boolean;
begin
    for kept in select * from silver.mark order by mark.model loop
        is_behind := exists (
            select from silver.mark as input
            where input.model = any(kept.models) and input.changed_seq > kept.change_seq
        );
        foreach versions in array kept.bronze loop
            exit when is_behind;
            if to_regclass(versions) is not null then
                execute format('select exists (select from %s where seq > $1)', versions)
                into is_behind using kept.bronze_seq;
            end if;
        end loop;
        if is_behind then
            model := kept.model;
            return next;
        end if;
    end loop;
end
$$;
comment on function silver.behind() is 'Models that have not read all there is by now.';
revoke all on function silver.behind() from public;
