"""What AWS asks for, in dollars: list prices of us-east-1, on demand, without free tiers and discounts.

As of 2025, from the services' pages (aws.amazon.com/<service>/pricing): api-gateway, lambda, dynamodb (on demand, as
lowered in November 2024), s3, cloudwatch, fargate, elasticache, ec2, ebs, vpc, secrets-manager.
"""

from typing import Final

import msgspec

HOURS: Final = 730.0  # a month, as AWS counts it
MILLION: Final = 1e6
GB: Final = 1e9  # AWS counts some of it in 2**30: this is 7 % too much then


class Prices(msgspec.Struct, frozen=True, kw_only=True):
    websocket_message: float = 1.00 / MILLION  # of 32 KB, either way, up to a billion a month
    websocket_message_beyond: float = 0.80 / MILLION
    connection_minute: float = 0.25 / MILLION
    rest_request: float = 3.50 / MILLION
    lambda_request: float = 0.20 / MILLION
    lambda_gb_second: float = 0.0000133334  # Graviton
    write_unit: float = 0.625 / MILLION  # 1 KB
    read_unit: float = 0.125 / MILLION  # 4 KB, consistent
    table_gb: float = 0.25
    recovery_gb: float = 0.20  # point-in-time recovery
    log_gb: float = 0.50
    log_gb_kept: float = 0.03 * 0.15  # compressed to about 15 %
    metric: float = 0.30
    gb_out: float = 0.09
    fargate_vcpu: float = 0.03238 * HOURS  # Graviton
    fargate_gb: float = 0.00356 * HOURS
    disk_gb: float = 0.08
    address: float = 0.005 * HOURS  # a public IPv4 address
    secret: float = 0.40
    cache_micro: float = 0.0128 * HOURS  # Valkey on cache.t4g.micro
    cache_small: float = 0.0256 * HOURS
    cache_large: float = 0.1752 * HOURS  # cache.r7g.large
    object_put: float = 5.00 / MILLION  # S3 standard
    object_gb: float = 0.023
    nat_instance: float = 0.0042 * HOURS  # t4g.nano


US_EAST_1: Final = Prices()
BILLION: Final = 1e9
