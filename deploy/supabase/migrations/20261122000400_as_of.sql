-- The day "overdue" is measured from. A session may set ipai.as_of to look back from another day (a report of a
-- month's end, a benchmark with a fixed day); else it is today where the books are kept.
create function gold.as_of() returns date
language sql stable set search_path = '' as
$$
    select coalesce(
        nullif(current_setting('ipai.as_of', true), '')::date,
        (now() at time zone 'Asia/Manila')::date
    )
$$;
comment on function gold.as_of() is 'The day "overdue" is measured from: setting ipai.as_of, else today in Manila.';
