"""What guilds grant is read as it is stored, and nothing where nobody granted anything."""

from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.features.settings.grants import AccessGrants
from shared.features.settings.service import SettingsService
from shared.kernel.snowflakes import Snowflake
from tests.fakes.settings import FakeSettingsStore

ONE, TWO = Snowflake(1), Snowflake(2)
GRANTED = AccessSettings(grants=[RoleGrant(role_id=Snowflake(9), permissions=[GuildPermission.VIEW])])


def test_grants_of_one_guild_and_of_many() -> None:
    store = FakeSettingsStore()
    SettingsService(store).change(ONE, "access", GRANTED, 0)
    grants = AccessGrants(store)

    assert grants.of([ONE]) == {ONE: GRANTED}
    assert grants.of([TWO]) == {TWO: AccessSettings()}
    assert grants.of([ONE, TWO]) == {ONE: GRANTED, TWO: AccessSettings()}
    assert grants.of([]) == {}
