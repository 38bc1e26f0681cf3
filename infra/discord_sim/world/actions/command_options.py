"""What somebody gives a command, checked as Discord's client does before it sends anything."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from infra.discord_sim.world import permissions
from infra.discord_sim.world.actions.command_forms import NESTING, Option, OptionType
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import DiscordError, error, invalid_form, required
from infra.discord_sim.world.model import Channel, Guild
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.render import resolved
from infra.discord_sim.world.world import World

_LARGEST: Final = 2**53
_MAX_STRING = 6_000


class Named(msgspec.Struct, kw_only=True):
    """Whom the options name."""

    user_ids: list[int] = []
    role_ids: list[int] = []
    channels: list[Channel] = []


class Giver(msgspec.Struct, frozen=True, kw_only=True):
    """Who gives options where; `focused` is the option that they are typing, for autocompletion."""

    user_id: int
    guild: Guild | None
    focused: str | None = None


def taken(
    world: World, giver: Giver, registered: list[Option], given: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], Named]:
    """Return options as an interaction carries them, and whom they name; raise 50035 for what the client refuses."""
    named, known = Named(), {one["name"]: one for one in registered if one["type"] not in NESTING}
    if unknown := sorted(set(given) - set(known)):
        raise invalid_form(unknown[0], "APPLICATION_COMMAND_OPTION_UNKNOWN", "The command has no such option")
    values = []
    for name, option in known.items():
        if name not in given:
            if option.get("required") and giver.focused is None:
                raise required(name)
            continue
        typing = name == giver.focused
        value = given[name] if typing else _value(world, giver, option, given[name], named)
        values.append({"name": name, "type": option["type"], "value": value} | ({"focused": True} if typing else {}))
    return values, named


def resolve(world: World, giver: Giver, named: Named) -> dict[str, Any]:
    """Show those whom the options name."""
    shown: dict[str, Any] = {}
    if named.user_ids:
        shown |= resolved.users_and_members(world, giver.guild, named.user_ids)
    if giver.guild and named.role_ids:
        shown |= resolved.roles(giver.guild, named.role_ids)
    if giver.guild and named.channels:
        shown |= resolved.channels(world, giver.guild, giver.user_id, named.channels)
    return shown


def _value(world: World, giver: Giver, option: Option, value: Any, named: Named) -> Any:
    kind, name = OptionType(option["type"]), option["name"]
    if kind is OptionType.STRING:
        return _string(option, value)
    if kind in (OptionType.INTEGER, OptionType.NUMBER):
        return _number(option, value, whole=kind is OptionType.INTEGER)
    if kind is OptionType.BOOLEAN:
        return _of_type(name, value, bool)
    if kind is OptionType.USER or (kind is OptionType.MENTIONABLE and int(value) in world.users):
        named.user_ids.append(world.user(_snowflake(name, value)).id)
    elif kind in (OptionType.ROLE, OptionType.MENTIONABLE):
        if giver.guild is None or _snowflake(name, value) not in giver.guild.roles:
            raise error(Code.UNKNOWN_ROLE)
        named.role_ids.append(int(value))
    elif kind is OptionType.CHANNEL:
        named.channels.append(_channel(world, giver, option, _snowflake(name, value)))
    else:
        raise DiscordError(400, 0, "attachments are not simulated")
    return str(value)


def _string(option: Option, value: Any) -> str:
    text: str = _of_type(option["name"], value, str)
    if not option.get("min_length", 0) <= len(text) <= option.get("max_length", _MAX_STRING):
        raise invalid_form(option["name"], "BASE_TYPE_BAD_LENGTH", "Too short, or too long")
    _check_choice(option, text)
    return text


def _number(option: Option, value: Any, *, whole: bool) -> float:
    number: float = _of_type(option["name"], value, int if whole else (int, float))
    if isinstance(value, bool) or not option.get("min_value", -_LARGEST) <= number <= option.get("max_value", _LARGEST):
        raise invalid_form(option["name"], "NUMBER_TYPE_MIN_MAX", "Too small, or too large")
    _check_choice(option, number)
    return number


def _check_choice(option: Option, value: object) -> None:
    choices = option.get("choices") or []
    if choices and value not in [one["value"] for one in choices]:
        raise invalid_form(option["name"], "BASE_TYPE_CHOICES", "Value must be one of the choices")


def _channel(world: World, giver: Giver, option: Option, channel_id: int) -> Channel:
    channel, guild = world.channel(channel_id), giver.guild
    if guild is None or channel.guild_id != guild.id:
        raise error(Code.UNKNOWN_CHANNEL)
    held = permissions.in_channel(guild, channel, guild.members[giver.user_id], world.clock.now())
    if Permission.VIEW_CHANNEL not in held:
        raise error(Code.UNKNOWN_CHANNEL)
    if option.get("channel_types") and int(channel.type) not in option["channel_types"]:
        raise invalid_form(option["name"], "BASE_TYPE_CHOICES", "Not a channel of the expected type")
    return channel


def _snowflake(name: str, value: Any) -> int:
    if isinstance(value, int | str) and str(value).isdigit():
        return int(value)
    raise invalid_form(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def _of_type(name: str, value: Any, kind: type | tuple[type, ...]) -> Any:
    if not isinstance(value, kind):
        raise invalid_form(name, "BASE_TYPE", "Not a value of the option's type")
    return value
