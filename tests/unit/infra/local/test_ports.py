"""Who gets which port."""

import os
import socket

import pytest

from infra.local.port_owner import describe_listener
from infra.local.ports import choose_ports, environment_of, free_port, is_free
from infra.local.problems import LocalError


def test_a_port_is_taken_from_its_variable() -> None:
    number = free_port()

    assert choose_ports({"GUILDHALL_API_PORT": str(number)}, {"api"}) == {"api": number}


def test_a_port_that_nobody_types_in_moves_when_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.local.ports.is_free", lambda port: port != 6379)

    chosen = choose_ports({}, {"redis"})

    assert chosen["redis"] != 6379


def test_every_port_that_cannot_be_had_is_named_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        numbers = [str(taken.getsockname()[1]) for taken in (one, other)]

        with pytest.raises(LocalError) as caught:
            choose_ports({"GUILDHALL_API_PORT": numbers[0], "GUILDHALL_REDIS_PORT": numbers[1]}, {"api", "redis"})

    assert f"Port {numbers[0]} (HTTP API)" in str(caught.value)
    assert f"Port {numbers[1]} (Redis)" in str(caught.value)


def test_a_port_that_is_no_number_is_a_mistake() -> None:
    with pytest.raises(LocalError, match="GUILDHALL_API_PORT is not a port number: x"):
        choose_ports({"GUILDHALL_API_PORT": "x"}, {"api"})


def test_the_listener_of_a_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]

        assert not is_free(number)
        assert f"(process {os.getpid()})" in (describe_listener(number) or "")


def test_ports_are_handed_on_as_they_are_read() -> None:
    ports = {"api": free_port(), "site": free_port()}

    assert choose_ports(environment_of(ports), {"api", "site"}) == ports
