"""Discord's own AutoMod."""

from infra.discord_sim.rest.automod_forms import NewRuleForm, RuleForm, changes_of, draft_of
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import automod
from infra.discord_sim.world.actions.automod import Trigger

routes = Routes()

_RULES = "/guilds/{guild_id}/auto-moderation/rules"
_RULE = _RULES + "/{rule_id}"


@routes.get(_RULES)
def list_auto_moderation_rules(call: Call) -> Answer:
    """List the guild's rules."""
    return [render.automod_rule(one) for one in automod.rules(call.world, call.actor, call.id("guild_id"))]


@routes.get(_RULE)
def get_auto_moderation_rule(call: Call) -> Answer:
    """Show a rule."""
    return render.automod_rule(automod.find(call.world, call.actor, call.id("guild_id"), call.id("rule_id")))


@routes.post(_RULES)
def create_auto_moderation_rule(call: Call) -> Answer:
    """Create a rule."""
    draft = draft_of(call.form(NewRuleForm))
    return render.automod_rule(automod.create(call.world, call.actor, call.id("guild_id"), draft))


@routes.patch(_RULE)
def update_auto_moderation_rule(call: Call) -> Answer:
    """Change a rule."""
    guild_id, rule_id = call.id("guild_id"), call.id("rule_id")
    trigger = Trigger(automod.find(call.world, call.actor, guild_id, rule_id).trigger_type)
    changes = changes_of(trigger, call.form(RuleForm))
    return render.automod_rule(automod.modify(call.world, call.actor, guild_id, rule_id, changes))


@routes.delete(_RULE)
def delete_auto_moderation_rule(call: Call) -> Answer:
    """Delete a rule."""
    automod.delete(call.world, call.actor, call.id("guild_id"), call.id("rule_id"))
    return None
