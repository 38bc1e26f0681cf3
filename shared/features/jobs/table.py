"""The table `jobs`.

| pk | sk | holds |
|---|---|---|
| `<guild id>` | `job#<job id>` | a job; `queue` while a worker has to do with it |
| `<guild id>` | `key#<key>` | the id of the job that was started with a key |
| `<guild id>` | `lease` | who carries out which of the guild's jobs, until when, and the highest fence so far |
| `<guild id>#<job id>` | `targets` | whom it is about |
| `<guild id>#<job id>` | `results#<place>` | what came of the users from a place on, as they were written |
| `<guild id>#<job id>` | `place` | where a purge is |

All but leases are gone after 90 days.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import query, read_page
from shared.config.sections import AwsConfig
from shared.features.cases.model import Named
from shared.features.jobs.model import Job, JobPage, JobResult, JobState
from shared.features.jobs.ports import Lease, Ticket
from shared.features.jobs.rules import is_over
from shared.features.purges.model import PurgePlace
from shared.kernel import json
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

LIFETIME: Final = timedelta(days=90)
MOST_WAITING: Final = 2_000  # jobs of all guilds that one look finds
QUEUE: Final = "waiting"
_PLACE_DIGITS: Final = 6

Item = dict[str, Any]

_job: Final = json.Decoder(Job)
_named: Final = json.Decoder(Named)
_results: Final = json.Decoder(list[JobResult])
_place: Final = json.Decoder(PurgePlace)


class JobTable:
    """See `JobStore`."""

    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}jobs"

    def create(self, job: Job, user_ids: Sequence[Snowflake], key: str) -> Job:
        expiry = _expiry(job)
        marker = {**_key(job.guild_id, f"key#{key}"), "job_id": {"S": job.id}, **expiry}
        targets = {**_of_job(job.guild_id, job.id, "targets"), "ids": {"S": " ".join(map(str, user_ids))}, **expiry}
        puts = [self._put(each) for each in (marker, targets, _item(job))]
        try:
            with store_errors():
                self._client.transact_write_items(TransactItems=puts)
        except ConflictError:
            known = self._read(_key(job.guild_id, f"key#{key}"))
            if known is None:
                raise
            return self.get(job.guild_id, known["job_id"]["S"])
        return job

    def get(self, guild_id: Snowflake, job_id: str) -> Job:
        item = self._read(_job_key(guild_id, job_id))
        if item is None:
            raise NotFoundError("There is no such job.")
        return _read_job(item)

    def page(self, guild_id: Snowflake, *, before: str | None, limit: int) -> JobPage:
        found, _ = read_page(
            self._client,
            {
                "TableName": self._table,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
                "ExpressionAttributeValues": {
                    ":pk": {"S": str(guild_id)},
                    ":first": {"S": "job#"},
                    ":last": {"S": f"job#{before or '~'}"},
                },
                "ScanIndexForward": False,
                "Limit": limit + 2,  # the one that `before` names, and one that tells that there are more
            },
        )
        jobs = [job for job in map(_read_job, found) if job.id != before]
        return JobPage(items=jobs[:limit], next_cursor=jobs[limit - 1].id if len(jobs) > limit else None)

    def targets(self, guild_id: Snowflake, job_id: str) -> list[Snowflake]:
        item = self._read(_of_job(guild_id, job_id, "targets"))
        if item is None:
            raise NotFoundError("There is no such job.")
        return [parse_snowflake(each) for each in item["ids"]["S"].split()]

    def results(self, guild_id: Snowflake, job_id: str, *, after: int, limit: int) -> list[JobResult]:
        """Chunks are as long as they were written: all are read whose users may be asked for."""
        found: list[JobResult] = []
        request: Any = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :results)",
            "ExpressionAttributeValues": {
                ":pk": {"S": f"{guild_id}#{job_id}"},
                ":results": {"S": "results#"},
            },
        }
        for item in query(self._client, request):
            first, chunk = int(item["sk"]["S"].partition("#")[2]), _results.decode(item["results"]["S"])
            found += [each for place, each in enumerate(chunk, start=first) if after <= place < after + limit]
            if first + len(chunk) >= after + limit:
                break
        return found

    def place(self, guild_id: Snowflake, job_id: str) -> PurgePlace:
        item = self._read(_of_job(guild_id, job_id, "place"))
        return PurgePlace() if item is None else _place.decode(item["place"]["S"])

    def decide(self, job: Job) -> None:
        with store_errors():
            self._client.put_item(
                TableName=self._table,
                Item=_item(job),
                ConditionExpression="#state IN (:awaiting, :queued) AND #state <> :state",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={
                    ":awaiting": {"S": JobState.AWAITING_APPROVAL},
                    ":queued": {"S": JobState.QUEUED},
                    ":state": {"S": job.state},
                },
            )

    def ask_to_stop(self, guild_id: Snowflake, job_id: str, by: Named) -> None:
        with store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=_job_key(guild_id, job_id),
                UpdateExpression="SET stopped_by = if_not_exists(stopped_by, :by)",
                ConditionExpression="#state = :running",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={":by": {"S": _text(by)}, ":running": {"S": JobState.RUNNING}},
            )

    def waiting(self) -> list[Ticket]:
        request: Any = {
            "TableName": self._table,
            "IndexName": "by_queue",
            "KeyConditionExpression": "queue = :queue",
            "ExpressionAttributeValues": {":queue": {"S": QUEUE}},
        }
        return [
            Ticket(guild_id=parse_snowflake(item["pk"]["S"]), job_id=item["sk"]["S"].partition("#")[2])
            for item in islice(query(self._client, request), MOST_WAITING)
        ]

    def claim(self, ticket: Ticket, owner: str, *, now: datetime, until: datetime) -> Lease:
        """Take the guild's lease first, then look at the job: what is over by then is let go again."""
        with store_errors():
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(ticket.guild_id, "lease"),
                UpdateExpression="SET #owner = :owner, #until = :until, job_id = :job ADD fence :one",
                ConditionExpression="attribute_not_exists(pk) OR #until < :now OR #owner = :owner",
                ExpressionAttributeNames={"#owner": "owner", "#until": "until"},
                ExpressionAttributeValues={
                    ":owner": {"S": owner},
                    ":until": _moment(until),
                    ":now": _moment(now),
                    ":job": {"S": ticket.job_id},
                    ":one": {"N": "1"},
                },
                ReturnValues="UPDATED_NEW",
            )
        fence = int(answer["Attributes"]["fence"]["N"])
        lease = Lease(guild_id=ticket.guild_id, job_id=ticket.job_id, owner=owner, fence=fence, until=until)
        if self.get(ticket.guild_id, ticket.job_id).state not in {JobState.QUEUED, JobState.RUNNING}:
            self.release(lease)
            raise ConflictError
        return lease

    def renew(self, lease: Lease, until: datetime) -> None:
        with store_errors():
            self._client.update_item(**self._kept(lease, until))

    def save(
        self, lease: Lease, job: Job, *, results: Sequence[JobResult] = (), place: PurgePlace | None = None
    ) -> None:
        writes: list[Any] = [{"Update": self._job_update(job)}, {"ConditionCheck": self._fenced(lease)}]
        if results:
            first = job.progress.position - len(results)
            chunk = _of_job(job.guild_id, job.id, f"results#{first:0{_PLACE_DIGITS}}")
            writes.append(self._put({**chunk, "results": {"S": _text(list(results))}, **_expiry(job)}, anew=False))
        if place is not None:
            item = {**_of_job(job.guild_id, job.id, "place"), "place": {"S": _text(place)}, **_expiry(job)}
            writes.append(self._put(item, anew=False))
        with store_errors():
            self._client.transact_write_items(TransactItems=writes)

    def release(self, lease: Lease) -> None:
        request = self._kept(lease, datetime.fromtimestamp(0, UTC))
        try:
            with store_errors():
                self._client.update_item(**request)
        except ConflictError:
            return

    def _job_update(self, job: Job) -> Item:
        """A queued job that was cancelled meanwhile stays so."""
        values = {
            ":job": {"S": _text(job)},
            ":state": {"S": job.state},
            ":queued": {"S": JobState.QUEUED},
            ":running": {"S": JobState.RUNNING},
        }
        return {
            "TableName": self._table,
            "Key": _job_key(job.guild_id, job.id),
            "UpdateExpression": "SET job = :job, #state = :state" + (" REMOVE queue" if is_over(job) else ""),
            "ConditionExpression": "#state IN (:queued, :running)",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": values,
        }

    def _kept(self, lease: Lease, until: datetime) -> Any:
        fenced = self._fenced(lease)
        return {
            **fenced,
            "UpdateExpression": "SET #until = :until",
            "ExpressionAttributeNames": {"#until": "until"},
            "ExpressionAttributeValues": {**fenced["ExpressionAttributeValues"], ":until": _moment(until)},
        }

    def _fenced(self, lease: Lease) -> Item:
        return {
            "TableName": self._table,
            "Key": _key(lease.guild_id, "lease"),
            "ConditionExpression": "fence = :fence",
            "ExpressionAttributeValues": {":fence": {"N": str(lease.fence)}},
        }

    def _put(self, item: Item, *, anew: bool = True) -> Any:
        condition = {"ConditionExpression": "attribute_not_exists(pk)"} if anew else {}
        return {"Put": {"TableName": self._table, "Item": item, **condition}}

    def _read(self, key: Item) -> Item | None:
        with store_errors():
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return answer.get("Item")


def _item(job: Job) -> Item:
    """Return a job's item; what a worker has to do with is in the queue, by the moment that it was asked for."""
    waits = job.state in {JobState.QUEUED, JobState.RUNNING}
    return {
        **_job_key(job.guild_id, job.id),
        "job": {"S": _text(job)},
        "state": {"S": job.state},
        **({"queue": {"S": QUEUE}, "queued_at": {"S": job.id}} if waits else {}),
        **_expiry(job),
    }


def _read_job(item: Item) -> Job:
    job = _job.decode(item["job"]["S"])
    if "stopped_by" in item and job.cancelled_by is None:
        return replace(job, cancelled_by=_named.decode(item["stopped_by"]["S"]))
    return job


def _key(guild_id: Snowflake, sk: str) -> Item:
    return {"pk": {"S": str(guild_id)}, "sk": {"S": sk}}


def _job_key(guild_id: Snowflake, job_id: str) -> Item:
    return _key(guild_id, f"job#{job_id}")


def _of_job(guild_id: Snowflake, job_id: str, sk: str) -> Item:
    return {"pk": {"S": f"{guild_id}#{job_id}"}, "sk": {"S": sk}}


def _expiry(job: Job) -> Item:
    return {"expires_at": {"N": str(int((job.created_at + LIFETIME).timestamp()))}}


def _moment(moment: datetime) -> Item:
    return {"N": str(int(moment.timestamp() * 1000))}


def _text(value: object) -> str:
    return json.encode(value).decode()
