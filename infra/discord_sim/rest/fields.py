"""Types of fields that many bodies and queries share."""

from typing import Annotated

from msgspec import Meta

Id = Annotated[int, Meta(ge=0)]
"""A snowflake, sent as a string or a number."""

Limit100 = Annotated[int, Meta(ge=1, le=100)]
Limit1000 = Annotated[int, Meta(ge=1, le=1000)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
SlowmodeSeconds = Annotated[int, Meta(ge=0, le=21_600)]
