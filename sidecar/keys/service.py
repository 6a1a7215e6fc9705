"""Makes, checks and revokes API keys."""

import hashlib
import hmac
import re
import secrets
import string

from sidecar.adapters.postgres import Connection, Pool, transaction
from sidecar.auth import KEY_START, Caller
from sidecar.errors import NotAllowed, NotAuthenticated, NotFound
from sidecar.keys import store
from sidecar.keys.schemas import CreatedKey, Key, NewKey

ALPHABET = string.ascii_lowercase + string.digits
PREFIX_LENGTH = 8
FORM = re.compile(rf"{KEY_START}(?P<prefix>[a-z0-9]{{{PREFIX_LENGTH}}})_(?P<secret>[\w-]{{43}})")
# Compared with when the prefix is unknown, so that the answer takes as long as for a known one.
NOBODY = b"\0" * 32


def digest_of(secret: str) -> bytes:
    """SHA-256: the secret has 256 random bits, so a slow hash would protect nothing more."""
    return hashlib.sha256(secret.encode()).digest()


async def create(
    connection: Connection, wanted: NewKey, *, created_by: str, may_grant: frozenset[str]
) -> CreatedKey:
    """Store a new key; its text is in the answer and nowhere else.

    Raises NotAllowed when the creator would give away rights they do not have.
    """
    beyond = sorted(set(wanted.scopes) - may_grant)
    if beyond:
        raise NotAllowed(f"You cannot give the right {beyond[0]}, for you do not have it.")
    prefix = "".join(secrets.choice(ALPHABET) for _ in range(PREFIX_LENGTH))
    secret = secrets.token_urlsafe(32)
    row = await store.insert(
        connection,
        name=wanted.name,
        prefix=prefix,
        digest=digest_of(secret),
        scopes=wanted.scopes,
        created_by=created_by,
        expires_at=wanted.expires_at,
    )
    return CreatedKey(**row, key=f"{KEY_START}{prefix}_{secret}")


async def all_keys(connection: Connection) -> list[Key]:
    """All keys, newest first."""
    return [Key(**row) for row in await store.all_keys(connection)]


async def revoke(connection: Connection, key_id: int) -> None:
    """Make a key useless at once. Raises NotFound."""
    if not await store.revoke(connection, key_id):
        raise NotFound(f"There is no API key {key_id}.")


class StoredKeys:
    """The key ring of `sidecar.auth`, kept in the warehouse."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def caller(self, key: str) -> Caller:
        """The caller behind a key; NotAuthenticated when it is unknown, revoked or expired."""
        form = FORM.fullmatch(key)
        if form is None:
            raise NotAuthenticated("This is not a whole API key; copy it again.", code="wrong_key")
        async with transaction(self._pool) as connection:
            row = await store.find(connection, form["prefix"])
            known = bytes(row["digest"]) if row else NOBODY
            if not hmac.compare_digest(known, digest_of(form["secret"])) or row is None:
                raise NotAuthenticated(
                    "This API key is not known; ask an administrator for a new one.",
                    code="wrong_key",
                )
            if row["is_revoked"] or row["is_expired"]:
                word = "was revoked" if row["is_revoked"] else "has expired"
                raise NotAuthenticated(
                    f"This API key {word}; ask an administrator for a new one.", code="key_ended"
                )
            await store.touch(connection, form["prefix"])
        return Caller(
            kind="key",
            login=f"key:{row['prefix']}",
            name=row["name"],
            scopes=frozenset(row["scopes"]),
        )
