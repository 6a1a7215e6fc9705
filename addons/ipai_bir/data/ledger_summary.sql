-- The posted journal items summed up by day, for returns over big books, and what tells which days are out
-- of date. Whoever reads takes the sums of a day only while no mark of that day is visible, else the items.
--
-- A mark is written by the transaction that changes items, so it is seen if and only if the change is.
-- Summing up removes the marks it saw and no others; a change that was not committed then, or came after,
-- brings a mark of its own. A mark without a day speaks of all days.
create table if not exists public.ipai_bir_ledger_mark (
    seq bigint generated always as identity primary key,
    tx xid8 not null default pg_current_xact_id(),
    company_id integer,
    date date
);
create index if not exists ipai_bir_ledger_mark_day on public.ipai_bir_ledger_mark (company_id, date);

-- One row: posted items of a day that carry the same taxes (taxes), or that the same part of a tax made on the
-- same account (tax_id, share_id), or that no tax made on the account (neither). An item of both kinds is
-- in a row of each. The bits of due are those of the entry, as tools/tax_cube.py has them. The item ids are kept
-- where single items are asked for again, else null.
create table if not exists public.ipai_bir_ledger_day (
    company_id integer not null,
    date date not null,
    taxes integer[],
    tax_id integer,
    share_id integer,
    account_id integer,
    due smallint not null,
    partner_id integer,
    expense_id integer,
    balance numeric not null,
    count bigint not null,
    items integer[]
);
create index if not exists ipai_bir_ledger_day_date on public.ipai_bir_ledger_day (company_id, date);
create index if not exists ipai_bir_ledger_day_single on public.ipai_bir_ledger_day (company_id, account_id, date)
    where taxes is null and tax_id is null;
create index if not exists ipai_bir_ledger_day_expense on public.ipai_bir_ledger_day (company_id, date)
    where expense_id is not null;

-- The days of a month together (date: its first), as good as all its days are.
create table if not exists public.ipai_bir_ledger_month (like public.ipai_bir_ledger_day);
alter table public.ipai_bir_ledger_month drop column if exists items;
create index if not exists ipai_bir_ledger_month_date on public.ipai_bir_ledger_month (company_id, date);

-- One row: a posted bill of a vendor with an amount or a number: its number as the vendors' bills are compared,
-- and the taxes its items of that day carry. is_again: another bill may have the number; never taken back, so
-- whoever reads compares.
create table if not exists public.ipai_bir_ledger_bill (
    company_id integer not null,
    date date not null,
    move_id integer not null,
    vendor_id integer not null,
    number text collate "C" not null,
    has_base boolean not null,
    taxes integer[] not null,
    is_again boolean not null default false
);
create index if not exists ipai_bir_ledger_bill_date on public.ipai_bir_ledger_bill (company_id, date);
create index if not exists ipai_bir_ledger_bill_number on public.ipai_bir_ledger_bill (vendor_id, number)
    where number <> '';
create index if not exists ipai_bir_ledger_bill_again on public.ipai_bir_ledger_bill (company_id, date)
    where is_again;

create or replace function public.ipai_bir_mark(companies integer[], dates date[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp as
$$
    insert into public.ipai_bir_ledger_mark (company_id, date)
    select distinct day.company_id, day.date
    from unnest(companies, dates) as day (company_id, date)
    where day.company_id is not null and day.date is not null and not exists (
        select from public.ipai_bir_ledger_mark as mark
        where mark.company_id = day.company_id and mark.date = day.date
            and mark.tx = pg_current_xact_id()
    )
$$;

create or replace function public.ipai_bir_mark_item() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$
declare
    companies integer[];
    dates date[];
begin
    if tg_op = 'UPDATE' then
        select array_agg(day.company_id), array_agg(day.date) into companies, dates
        from unchanged as was
        full join changed as now on now.id = was.id
        cross join lateral (
            select was.company_id, was.date where was.parent_state = 'posted'
            union
            select now.company_id, now.date where now.parent_state = 'posted'
        ) as day
        where (was.parent_state = 'posted' or now.parent_state = 'posted') and (
            (was.company_id, was.date, was.parent_state, was.move_id, was.account_id, was.balance, was.partner_id,
             was.tax_line_id, was.tax_repartition_line_id)
            is distinct from
            (now.company_id, now.date, now.parent_state, now.move_id, now.account_id, now.balance, now.partner_id,
             now.tax_line_id, now.tax_repartition_line_id)
            -- a column of hr_expense, which may not be installed
            or to_jsonb(was) -> 'expense_id' is distinct from to_jsonb(now) -> 'expense_id'
        );
    else
        select array_agg(day.company_id), array_agg(day.date) into companies, dates
        from (select distinct company_id, date from changed where parent_state = 'posted') as day;
    end if;
    if companies is not null then
        perform public.ipai_bir_mark(companies, dates);
    end if;
    return null;
end
$$;

create or replace function public.ipai_bir_mark_carried() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$
declare
    companies integer[];
    dates date[];
begin
    select array_agg(line.company_id), array_agg(line.date) into companies, dates
    from changed
    join public.account_move_line as line on line.id = changed.account_move_line_id
    where line.parent_state = 'posted';
    if companies is not null then
        perform public.ipai_bir_mark(companies, dates);
    end if;
    if tg_op = 'UPDATE' then
        select array_agg(line.company_id), array_agg(line.date) into companies, dates
        from unchanged
        join public.account_move_line as line on line.id = unchanged.account_move_line_id
        where line.parent_state = 'posted';
        if companies is not null then
            perform public.ipai_bir_mark(companies, dates);
        end if;
    end if;
    return null;
end
$$;

create or replace function public.ipai_bir_mark_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$
declare
    companies integer[];
    dates date[];
    entries integer[];
begin
    if tg_op <> 'UPDATE' then
        select array_agg(company_id), array_agg(date) into companies, dates
        from changed
        where state = 'posted';
    else
        select array_agg(day.company_id), array_agg(day.date) into companies, dates
        from unchanged as was
        full join changed as now on now.id = was.id
        cross join lateral (
            select was.company_id, was.date where was.state = 'posted'
            union
            select now.company_id, now.date where now.state = 'posted'
        ) as day
        where (was.state = 'posted' or now.state = 'posted')
            and (was.company_id, was.date, was.state, was.move_type, was.ref, was.commercial_partner_id,
                 was.amount_untaxed)
            is distinct from
            (now.company_id, now.date, now.state, now.move_type, now.ref, now.commercial_partner_id,
             now.amount_untaxed);
        -- what decides whether its items are due, whatever their own state says
        select array_agg(now.id) into entries
        from unchanged as was
        join changed as now on now.id = was.id
        where (was.move_type, was.always_tax_exigible, was.tax_cash_basis_rec_id)
            is distinct from (now.move_type, now.always_tax_exigible, now.tax_cash_basis_rec_id);
        if entries is not null then
            select companies || array_agg(line.company_id), dates || array_agg(line.date) into companies, dates
            from public.account_move_line as line
            where line.move_id = any(entries) and line.parent_state = 'posted';
        end if;
    end if;
    if companies is not null then
        perform public.ipai_bir_mark(companies, dates);
    end if;
    return null;
end
$$;

create or replace function public.ipai_bir_mark_all() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$
begin
    insert into public.ipai_bir_ledger_mark (company_id, date) values (null, null);
    return null;
end
$$;
