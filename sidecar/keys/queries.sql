-- insert_key --
-- Store a new key
insert into sidecar.api_key (name, prefix, digest, scopes, created_by, expires_at)
values (%(name)s, %(prefix)s, %(digest)s, %(scopes)s, %(created_by)s, %(expires_at)s)
returning
    id, name, prefix, scopes, created_by, created_at, expires_at, last_used_at, revoked_at

-- list_keys --
-- All keys, newest first
select id, name, prefix, scopes, created_by, created_at, expires_at, last_used_at, revoked_at
from sidecar.api_key
order by id desc

-- find_key --
-- A key by its prefix, with what is needed to judge it
select
    name,
    prefix,
    digest,
    scopes,
    revoked_at is not null as is_revoked,
    coalesce(expires_at <= now(), false) as is_expired
from sidecar.api_key
where prefix = %(prefix)s

-- touch_key --
-- Note that a key was used; once a minute is enough and spares a write for each request
update sidecar.api_key
set last_used_at = now()
where
    prefix = %(prefix)s
    and (last_used_at is null or last_used_at < now() - interval '1 minute')

-- revoke_key --
-- Make a key useless; its row stays as a record
update sidecar.api_key
set revoked_at = coalesce(revoked_at, now())
where id = %(id)s
returning id
