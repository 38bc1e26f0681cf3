"""From snapshots to what people see of them."""

from shared.config.sections import DiscordConfig
from shared.features.guilds.links import icon_url
from shared.features.snapshots.overview import DiscordGuild, GuildStanding
from shared.features.snapshots.rules import Scene, Who
from shared.kernel.authority import top_role
from shared.kernel.permissions import Permission


def overview_of(scene: Scene, discord: DiscordConfig) -> DiscordGuild:
    guild = scene.snapshot.guild
    return DiscordGuild(
        id=guild.id,
        name=guild.name,
        icon_url=icon_url(discord, guild.id, guild.icon),
        description=guild.description,
        owner_id=guild.owner_id,
        features=sorted(guild.features),
        verification_level=guild.verification_level,
        explicit_content_filter=guild.explicit_content_filter,
        default_message_notifications=guild.default_message_notifications,
        mfa_level=guild.mfa_level,
        premium_tier=guild.premium_tier,
        premium_subscription_count=guild.premium_subscription_count,
        preferred_locale=guild.preferred_locale,
        system_channel_id=guild.system_channel_id,
        rules_channel_id=guild.rules_channel_id,
        member_count=guild.approximate_member_count,
        online_count=guild.approximate_presence_count,
        role_count=len(guild.roles),
        channel_count=len(scene.snapshot.channels),
        you=_standing(scene, Who.YOU),
        bot=_standing(scene, Who.BOT),
    )


def _standing(scene: Scene, who: Who) -> GuildStanding:
    held = scene.permissions(who)
    return GuildStanding(
        permissions=[each.name for each in Permission if each in held and each.name],
        top_role_id=top_role(scene.roles, scene.member(who)).id,
    )
