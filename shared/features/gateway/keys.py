"""The items of the table `connections`: who is connected, as which bot, and who follows which guilds.

| pk | sk | holds |
|---|---|---|
| `connection#<id>` | `connection` | kind, owner, and the set of guilds that it follows |
| `bots` | `<bot id>#<connection id>` | what the bot registered with, and when it was last heard of |
| `user#<id>` | `<login id>#<connection id>` | a browser of this login is connected: what ends with the login |
| `bucket#<n>` | `<guild id>#<connection id>` | a browser follows a guild: one query finds a whole bucket's watchers |
| `bucket#<n>` | `~<batch id>#<part>` | a batch is on its way to some of them: the same query finds it |
"""

from datetime import UTC, datetime
from typing import Any, Final

from shared.features.gateway.model import Connection, ConnectionKind, Delivery, Watcher
from shared.kernel.buckets import BucketPlan
from shared.kernel.snowflakes import Snowflake

Item = dict[str, Any]

DELIVERY: Final = "~"  # sorts after the digits of a guild's id


def connection_key(connection_id: str) -> Item:
    return {"pk": {"S": f"connection#{connection_id}"}, "sk": {"S": "connection"}}


def bot_key(bot_id: Snowflake, connection_id: str) -> Item:
    return {"pk": {"S": "bots"}, "sk": {"S": f"{bot_id}#{connection_id}"}}


def user_key(connection: Connection) -> Item:
    return {"pk": {"S": f"user#{connection.owner_id}"}, "sk": {"S": f"{connection.login_id}#{connection.id}"}}


def watchers_key(bucket: int) -> Item:
    return {"S": f"bucket#{bucket}"}


def watcher_key(watcher: Watcher, plan: BucketPlan) -> Item:
    sk = f"{watcher.guild_id}#{watcher.connection_id}"
    return {"pk": watchers_key(plan.lasting_bucket_of(watcher.guild_id)), "sk": {"S": sk}}


def delivery_keys(delivery: Delivery, plan: BucketPlan) -> list[Item]:
    """Return the delivery's place in the bucket of each of its guilds."""
    buckets = {plan.lasting_bucket_of(guild_id) for guild_id in delivery.guild_ids}
    sk = {"S": f"{DELIVERY}{delivery.batch_id}#{delivery.part}"}
    return [{"pk": watchers_key(bucket), "sk": sk} for bucket in sorted(buckets)]


def keys_of(connection: Connection, plan: BucketPlan) -> list[Item]:
    """Return the keys of what hangs on a connection."""
    if connection.kind is ConnectionKind.BOT:
        return [bot_key(connection.owner_id, connection.id)]
    guilds = sorted(connection.guilds)
    watchers = [watcher_key(Watcher(guild_id=guild_id, connection_id=connection.id), plan) for guild_id in guilds]
    return [*watchers, user_key(connection)] if connection.login_id else watchers


def seconds(moment: datetime) -> Item:
    return {"N": str(int(moment.timestamp()))}


def moment(seconds_since_1970: Item) -> datetime:
    return datetime.fromtimestamp(int(seconds_since_1970["N"]), UTC)
