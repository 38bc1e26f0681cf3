"""Jobs as moderators start, approve, watch and stop them."""

from shared.features.actions.authors import Author
from shared.features.jobs.model import Job, JobPage, JobPreview, JobResults, NewWork
from shared.kernel.errors import UnavailableError
from shared.kernel.snowflakes import Snowflake


class JobService:
    def preview(self, author: Author, work: NewWork) -> JobPreview:
        """Say what a job would do; raise `InvalidInputError`, and what Discord's client and the bot raise."""
        raise UnavailableError

    def start(self, author: Author, work: NewWork, *, key: str) -> Job:
        """Start a job, once for a key; raise `InvalidInputError`."""
        raise UnavailableError

    def page(self, guild_id: Snowflake, *, before: str | None, limit: int) -> JobPage:
        raise UnavailableError

    def get(self, guild_id: Snowflake, job_id: str) -> Job:
        """Raise `NotFoundError`."""
        raise UnavailableError

    def results(self, guild_id: Snowflake, job_id: str, *, after: int, limit: int) -> JobResults:
        """Raise `NotFoundError`."""
        raise UnavailableError

    def approve(self, author: Author, job_id: str) -> Job:
        """Raise `NotFoundError`, or `ConflictError` for one's own job, and for one that waits for nobody."""
        raise UnavailableError

    def cancel(self, author: Author, job_id: str) -> Job:
        """Raise `NotFoundError`, or `ConflictError` for a job that is over."""
        raise UnavailableError
