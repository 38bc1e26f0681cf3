"""The plan of the tests: one that changes within no test."""

from typing import Final

from shared.kernel.buckets import BucketPlan

PLAN: Final = BucketPlan.parse("4")
