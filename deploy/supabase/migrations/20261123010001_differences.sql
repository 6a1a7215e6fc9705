-- With the sums of an aggregate's groups, what came and went is enough to keep them: no group is read again.
alter table silver.change
    add column sign smallint,
    add column amounts jsonb;
comment on column silver.change.sign is '1: the row came, -1: it left; null where no aggregate adds up the model''s differences.';
comment on column silver.change.amounts is 'Columns of the row which aggregates group and add up.';
