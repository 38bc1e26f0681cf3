"""Turns to identify, in DynamoDB."""

from bot_worker.shards.items import number, read_number, turn_key
from bot_worker.shards.model import Turn
from bot_worker.shards.partition import Condition, Partition


class TurnTable:
    """`TurnStore`."""

    def __init__(self, partition: Partition) -> None:
        self._partition = partition

    def turn(self, key: int) -> Turn:
        item = self._partition.item(turn_key(key))
        return Turn(number=read_number(item, "number"), free_at=read_number(item, "free_at"))

    def set_turn(self, key: int, turn: Turn, expected: int) -> None:
        unchanged = Condition(text="attribute_not_exists(#number)")
        if expected:
            unchanged = Condition(text="#number = :expected", values={":expected": number(expected)})
        values = {":number": number(turn.number), ":free_at": number(turn.free_at)}
        self._partition.update(turn_key(key), "SET #number = :number, free_at = :free_at", values, unchanged)
