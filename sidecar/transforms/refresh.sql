-- behind --
-- Models that have not read all there is
select model from silver.behind() order by model

-- keep_failure --
-- A refresh that failed is kept as a run; the others are told by the marks of the models
insert into sidecar.transform_run (command, selection, hi_seq, state, ended_at, message)
values ('refresh', %(selection)s, %(hi_seq)s, %(state)s, clock_timestamp(), %(message)s)
