"""Commands as a person's client offers them: who may use which, with what, and what the application is told."""

from typing import Any

import pytest

from infra.discord_sim.world.actions import (
    command_use,
    commands,
    component_use,
    direct_messages,
    interactions,
    messages,
)
from infra.discord_sim.world.actions.command_use import Invocation
from infra.discord_sim.world.actions.commands import CommandDraft, CommandType
from infra.discord_sim.world.actions.component_use import Press
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.actions.interaction_answers import CallbackType, InteractionType
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.model import Interaction
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.worlds import (
    BOT,
    CHANNEL,
    GUILD,
    LOW_ROLE,
    MEMBER,
    MODERATOR,
    OWNER,
    STRANGER,
    a_world,
    by,
    told,
)

OPTIONS: list[dict[str, Any]] = [
    {"type": 6, "name": "user", "description": "Who", "required": True},
    {"type": 3, "name": "reason", "description": "Why", "max_length": 10, "autocomplete": True},
    {"type": 4, "name": "days", "description": "Of messages", "min_value": 0, "max_value": 7},
    {"type": 3, "name": "how", "description": "How", "choices": [{"name": "Soft", "value": "soft"}]},
    {"type": 7, "name": "where", "description": "Where", "channel_types": [2]},
    {"type": 8, "name": "role", "description": "Which"},
]


def a_world_with_commands() -> World:
    world = a_world()
    world.guild(GUILD).roles[GUILD].permissions |= int(Permission.USE_APPLICATION_COMMANDS)
    application = world.applications[BOT]
    nested = [{"type": 1, "name": "give", "description": "Give it", "options": OPTIONS[:1]}]
    drafts = [
        CommandDraft(
            name="ban", description="Ban", options=OPTIONS, default_member_permissions=int(Permission.BAN_MEMBERS)
        ),
        CommandDraft(name="role", description="Roles", options=nested),
        CommandDraft(name="secret", description="For administrators", default_member_permissions=0),
        CommandDraft(name="Warn", type=CommandType.USER),
        CommandDraft(name="Report", type=CommandType.MESSAGE),
    ]
    commands.overwrite(world, application, None, drafts)
    return world


def used(world: World, path: str, user_id: int = MODERATOR, **more: Any) -> Interaction:
    return command_use.invoke(
        world, Invocation(application_id=BOT, user_id=user_id, channel_id=CHANNEL, path=path, **more)
    )


def test_the_application_is_told_whom_the_options_name() -> None:
    world = a_world_with_commands()
    heard = told(world)

    used(world, "ban", options={"user": str(MEMBER), "role": LOW_ROLE, "days": 7, "how": "soft"})

    payload = heard[0].payload
    assert [(one["name"], one["value"]) for one in payload["data"]["options"]] == [
        ("user", str(MEMBER)),
        ("days", 7),
        ("how", "soft"),
        ("role", str(LOW_ROLE)),
    ]
    resolved = payload["data"]["resolved"]
    assert resolved["users"][str(MEMBER)]["username"] == "dana"
    assert "user" not in resolved["members"][str(MEMBER)]
    assert resolved["roles"][str(LOW_ROLE)]["name"] == "role 1"
    assert int(payload["member"]["permissions"]) & Permission.BAN_MEMBERS
    assert payload["member"]["user"]["id"] == str(MODERATOR)


def test_who_is_no_member_is_resolved_as_a_user_alone() -> None:
    world = a_world_with_commands()
    heard = told(world)

    used(world, "ban", options={"user": STRANGER})

    assert set(heard[0].payload["data"]["resolved"]) == {"users"}


@pytest.mark.parametrize(
    ("path", "user_id"),
    [("ban", MEMBER), ("secret", MODERATOR), ("nothing", OWNER), ("role", OWNER), ("role take", OWNER)],
)
def test_nobody_starts_what_their_client_does_not_offer(path: str, user_id: int) -> None:
    world = a_world_with_commands()

    with pytest.raises(DiscordError):
        used(world, path, user_id, options={"user": MEMBER})

    assert world.interactions == {}


def test_administrators_may_use_every_command() -> None:
    world = a_world_with_commands()

    assert used(world, "secret", OWNER).user_id == OWNER


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"user": 1},
        {"user": MEMBER, "reason": "x" * 11},
        {"user": MEMBER, "days": 8},
        {"user": MEMBER, "days": "7"},
        {"user": MEMBER, "how": "hard"},
        {"user": MEMBER, "where": CHANNEL},
        {"user": MEMBER, "role": 5},
        {"user": MEMBER, "unknown": True},
    ],
)
def test_what_does_not_fit_the_command_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(DiscordError):
        used(a_world_with_commands(), "ban", options=options)


def test_autocompletion_takes_what_is_there_so_far() -> None:
    world = a_world_with_commands()

    typing = used(world, "ban", options={"reason": "much too long so far"}, focused="reason")

    assert typing.type == InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE
    assert typing.data["options"] == [{"name": "reason", "type": 3, "value": "much too long so far", "focused": True}]
    with pytest.raises(DiscordError):
        interactions.answer(world, typing.id, typing.token, CallbackType.CHANNEL_MESSAGE_WITH_SOURCE, None, {})
    many = {"choices": [{"name": str(n), "value": str(n)} for n in range(26)]}
    with pytest.raises(DiscordError):
        interactions.answer(
            world, typing.id, typing.token, CallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT, None, many
        )


def test_a_menu_on_a_message_brings_what_it_says() -> None:
    world = a_world_with_commands()
    message = messages.create(world, by(MEMBER), CHANNEL, Draft(content="buy now"))

    menu = used(world, "Report", type=CommandType.MESSAGE, target_id=message.id)

    assert menu.data["resolved"]["messages"][str(message.id)]["content"] == "buy now"


def test_a_modal_is_filled_in_and_its_texts_come_back() -> None:
    world = a_world_with_commands()
    menu = used(world, "Warn", type=CommandType.USER, target_id=MEMBER)
    text_input = {"type": 4, "custom_id": "reason", "style": 2, "label": "Why", "min_length": 3}
    modal = {"custom_id": f"warn:{MEMBER}", "title": "Warn", "components": [{"type": 1, "components": [text_input]}]}
    interactions.answer(world, menu.id, menu.token, CallbackType.MODAL, None, modal)

    sent = component_use.submit(world, menu, MODERATOR, {"reason": "spam"})

    assert sent.data["custom_id"] == f"warn:{MEMBER}"
    assert sent.data["components"][0]["components"][0]["value"] == "spam"
    for texts in ({}, {"reason": "x"}, {"reason": "spam", "more": ""}):
        with pytest.raises(DiscordError):
            component_use.submit(world, menu, MODERATOR, texts)


def test_what_only_one_person_sees_nobody_else_can_press() -> None:
    world = a_world_with_commands()
    interaction = used(world, "ban", options={"user": MEMBER})
    buttons = [{"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "custom_id": "yes", "style": 4}]}]
    draft = Draft(content="Sure?", components=buttons, flags=64)
    interactions.answer(world, interaction.id, interaction.token, CallbackType.CHANNEL_MESSAGE_WITH_SOURCE, draft, {})
    message_id = interaction.response_message_id or 0

    pressed = component_use.press(
        world, BOT, Press(user_id=MODERATOR, channel_id=CHANNEL, message_id=message_id, custom_id="yes")
    )

    assert pressed.data == {"custom_id": "yes", "component_type": 2, "id": 2}
    for user_id, custom_id in ((MEMBER, "yes"), (MODERATOR, "no")):
        with pytest.raises(DiscordError):
            component_use.press(
                world, BOT, Press(user_id=user_id, channel_id=CHANNEL, message_id=message_id, custom_id=custom_id)
            )


def test_commands_that_discord_would_refuse_are_not_registered() -> None:
    world, application = a_world(), a_world().applications[BOT]
    late = [
        {"type": 3, "name": "a", "description": "x"},
        {"type": 3, "name": "b", "description": "x", "required": True},
    ]
    refused = [
        CommandDraft(name="Ban", description="x"),
        CommandDraft(name="ban", description="x" * 101),
        CommandDraft(name="ban", description="x", options=late),
        CommandDraft(name="ban", description="x", name_localizations={"klingon": "x"}),
        CommandDraft(name="ban", description="x", options=[{"type": 12, "name": "a", "description": "x"}]),
        CommandDraft(name="Warn", type=CommandType.USER, description="x"),
    ]

    for draft in refused:
        with pytest.raises(DiscordError):
            commands.overwrite(world, application, None, [draft])
    assert (application.command_overwrites, world.commands) == (0, {})


def test_nobody_writes_to_those_who_have_closed_their_direct_messages() -> None:
    world = a_world()
    channel = direct_messages.open_with(world, by(BOT), MEMBER)
    world.users[MEMBER].closed_dms = True

    with pytest.raises(DiscordError) as refused:
        messages.create(world, by(BOT), channel.id, Draft(content="You were warned"))

    assert refused.value.code == 50007
