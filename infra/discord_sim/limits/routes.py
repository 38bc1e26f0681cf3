"""Find the bucket of a request: its route's line in the table, and its top-level resource."""

import functools
from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from infra.discord_sim.limits.table import BUCKETS, DEFAULT_LIMIT, DEFAULT_SECONDS, Bucket

_BY_ROUTE = {route: bucket for bucket in BUCKETS for route in bucket.routes}
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id", "interaction_token")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Name what a request draws on."""

    bucket: Bucket
    bucket_hash: str
    """The value of `X-RateLimit-Bucket`: the same for every route and resource that shares the bucket's name."""
    major: str


def target(method: str, template: str, parameters: Mapping[str, str]) -> Target:
    """Find what a request on a route template draws on."""
    bucket = _bucket(f"{method} {template}")
    major = "/".join(parameters[name] for name in _MAJOR if name in parameters)
    return Target(bucket=bucket, bucket_hash=_bucket_hash(bucket.name), major=major)


def _bucket(route: str) -> Bucket:
    return _BY_ROUTE.get(route) or Bucket(route, DEFAULT_LIMIT, DEFAULT_SECONDS, (route,))


@functools.cache
def _bucket_hash(name: str) -> str:
    return blake2b(name.encode(), digest_size=16, person=b"ratelimitbucket").hexdigest()
