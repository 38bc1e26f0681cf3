"""What AWS counts for a bill by use, and what it asks for that."""

from collections.abc import Iterable, Iterator

import msgspec

from tests.bench.bill.prices import BILLION, GB, US_EAST_1


class Counts(msgspec.Struct):
    """What something took; `kept_bytes` are in tables, for as long as retention says."""

    messages: float = 0.0
    connection_minutes: float = 0.0
    rest_requests: float = 0.0
    invocations: float = 0.0
    gb_seconds: float = 0.0
    write_units: float = 0.0
    read_units: float = 0.0
    kept_bytes: float = 0.0
    log_bytes: float = 0.0
    bytes_out: float = 0.0

    def copy(self) -> "Counts":
        return self.times(1)

    def clear(self) -> None:
        for name in self.__struct_fields__:
            setattr(self, name, 0.0)

    def times(self, factor: float) -> "Counts":
        return Counts(*(getattr(self, name) * factor for name in self.__struct_fields__))

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))

    def minus(self, other: "Counts") -> "Counts":
        return self.plus(other.times(-1))

    def dollars(self) -> float:
        return sum(amount for _, amount in self.lines())

    def lines(self) -> Iterator[tuple[str, float]]:
        """Yield each service's part of a month's bill."""
        price = US_EAST_1
        beyond = max(0.0, self.messages - BILLION)
        messages = (self.messages - beyond) * price.websocket_message + beyond * price.websocket_message_beyond
        yield "API Gateway, WebSocket messages", messages
        yield "API Gateway, connection minutes", self.connection_minutes * price.connection_minute
        yield "API Gateway, HTTP requests", self.rest_requests * price.rest_request
        yield "Lambda, requests", self.invocations * price.lambda_request
        yield "Lambda, time", self.gb_seconds * price.lambda_gb_second
        yield "DynamoDB, writes", self.write_units * price.write_unit
        yield "DynamoDB, reads", self.read_units * price.read_unit
        yield "DynamoDB, storage", self.kept_bytes / GB * price.table_gb
        yield "DynamoDB, point-in-time recovery", self.kept_bytes / GB * price.recovery_gb
        yield "CloudWatch Logs", self.log_bytes / GB * (price.log_gb + price.log_gb_kept)
        yield "Data to browsers", self.bytes_out / GB * price.gb_out


def total(counts: Iterable[Counts]) -> Counts:
    summed = Counts()
    for each in counts:
        summed = summed.plus(each)
    return summed
