"""Makes a job out of what a seller asks for."""

import hashlib
from datetime import datetime

import orjson

from talknshop.core.ids import new_id
from talknshop.crosspost.job_record import StoredJob, StoredPart
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingSpec


def new_job(
    user_id: str,
    spec: ListingSpec,
    *,
    session_id: str | None,
    key: str | None,
    inventory_id: str | None,
    now: datetime,
) -> StoredJob:
    """A job that has not begun; see ``JobService.post``."""
    job_id = _job_id(user_id, key)
    targets = list(dict.fromkeys(spec.target_marketplaces))
    return StoredJob(
        job_id=job_id,
        inventory_id=inventory_id or f"item_{job_id.removeprefix('job_')}",
        user_id=user_id,
        session_id=session_id,
        spec=spec.model_copy(update={"target_marketplaces": targets}),
        request_hash=_hash(spec),
        parts=tuple(
            StoredPart(
                marketplace=marketplace,
                job_id=f"{job_id}_{marketplace}",
                status=Status.QUEUED,
                updated_at=now,
            )
            for marketplace in targets
        ),
        created_at=now,
        updated_at=now,
    )


def _job_id(user_id: str, key: str | None) -> str:
    """The id of a job; the same again for the same key, so that no record need say so."""
    if key is None:
        return new_id("job")
    name = f"{user_id}\n{key}".encode()
    return f"job_{hashlib.blake2b(name, digest_size=8).hexdigest()}"


def _hash(spec: ListingSpec) -> str:
    text = orjson.dumps(spec.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=16).hexdigest()
