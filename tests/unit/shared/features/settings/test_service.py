import msgspec
import pytest

from shared.features.settings.service import SettingsService
from shared.kernel.errors import SettingsChangedError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.settings import FakeSettingsStore

GUILD = Snowflake(7)


class DoorSettings(msgspec.Struct, frozen=True, kw_only=True):
    is_open: bool = False
    width: int = 90


@pytest.fixture
def service() -> SettingsService:
    return SettingsService(FakeSettingsStore())


def test_what_nobody_chose_is_at_its_default(service: SettingsService) -> None:
    read = service.read(GUILD, "door", DoorSettings)

    assert (read.values, read.version) == (DoorSettings(), 0)


def test_what_was_chosen_is_read_with_its_version(service: SettingsService) -> None:
    first = service.change(GUILD, "door", DoorSettings(is_open=True), 0)
    second = service.change(GUILD, "door", DoorSettings(width=80), first.version)

    assert service.read(GUILD, "door", DoorSettings) == second
    assert (second.values, second.version) == (DoorSettings(width=80), 2)


def test_of_two_who_change_the_same_version_the_second_is_told(service: SettingsService) -> None:
    service.change(GUILD, "door", DoorSettings(is_open=True), 0)

    with pytest.raises(SettingsChangedError):
        service.change(GUILD, "door", DoorSettings(width=80), 0)

    assert service.read(GUILD, "door", DoorSettings).values == DoorSettings(is_open=True)


def test_guilds_and_features_do_not_mix(service: SettingsService) -> None:
    service.change(GUILD, "door", DoorSettings(is_open=True), 0)

    assert service.read(GUILD, "window", DoorSettings).version == 0
    assert service.read(Snowflake(8), "door", DoorSettings).version == 0


def test_a_field_that_came_later_is_at_its_default(service: SettingsService) -> None:
    class OldDoor(msgspec.Struct, kw_only=True):
        is_open: bool = False

    service.change(GUILD, "door", OldDoor(is_open=True), 0)

    assert service.read(GUILD, "door", DoorSettings).values == DoorSettings(is_open=True, width=90)
