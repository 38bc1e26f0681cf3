// The script as discord.js' own client does it: told over stdin, one JSON object a line; answers go to stdout.
"use strict";

const readline = require("node:readline");
const { Client, Events, GatewayIntentBits, PermissionsBitField } = require("discord.js");

const [base] = process.argv.slice(2);
const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers, GatewayIntentBits.GuildModeration];
const client = new Client({ intents, rest: { api: `${base}/api`, version: "10", cdn: `${base}/cdn` } });
let guild;

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const channel = (id) => client.channels.cache.get(id);
const bits = (text) => (text === undefined ? undefined : new PermissionsBitField(BigInt(text)));
const names = (text) => bits(text).toArray();
const overwrites = (list) => list?.map((one) => ({ ...one, allow: bits(one.allow), deny: bits(one.deny) }));
const role = (it) => ({
  name: it.name,
  permissions: bits(it.permissions),
  colors: it.color === undefined ? undefined : { primaryColor: it.color },
  hoist: it.hoist,
  mentionable: it.mentionable,
});
const place = (it) => ({
  name: it.name,
  type: it.type,
  topic: it.topic,
  nsfw: it.nsfw,
  parent: it.parent_id,
  bitrate: it.bitrate,
  userLimit: it.user_limit,
  rateLimitPerUser: it.rate_limit_per_user,
  permissionOverwrites: overwrites(it.permission_overwrites),
});
const rule = (it) => ({
  name: it.name,
  eventType: it.event_type,
  triggerType: it.trigger_type,
  triggerMetadata: it.trigger_metadata && {
    keywordFilter: it.trigger_metadata.keyword_filter,
    regexPatterns: it.trigger_metadata.regex_patterns,
    allowList: it.trigger_metadata.allow_list,
    mentionTotalLimit: it.trigger_metadata.mention_total_limit,
  },
  actions: it.actions?.map((one) => ({ type: one.type, metadata: { channel: one.metadata?.channel_id } })),
  enabled: it.enabled,
  exemptRoles: it.exempt_roles,
  exemptChannels: it.exempt_channels,
});
const message = (it) => ({
  content: it.content,
  embeds: it.embeds,
  reply: it.reply_to && { messageReference: it.reply_to },
  allowedMentions: { parse: [], repliedUser: false },
});
/** What turns permissions on and off, as discord.js wants it: by name. */
const switches = (it) =>
  Object.fromEntries([...names(it.allow).map((name) => [name, true]), ...names(it.deny).map((name) => [name, false])]);

const deeds = {
  login: async ({ token, guild_id }) => {
    const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(token);
    await ready;
    guild = client.guilds.cache.get(guild_id);
    await guild.members.fetch();
  },

  edit_guild: (it, reason) =>
    guild.edit({ verificationLevel: it.verification_level, description: it.description, reason }),
  create_role: (it, reason) => guild.roles.create({ ...role(it), reason }),
  edit_role: (it, reason) => guild.roles.edit(it.id, { ...role(it), reason }),
  move_roles: (it) => guild.roles.setPositions(it.positions.map((one) => ({ role: one.id, position: one.position }))),
  delete_role: (it, reason) => guild.roles.delete(it.id, reason),
  create_channel: (it, reason) => guild.channels.create({ ...place(it), reason }),
  edit_channel: (it, reason) => guild.channels.edit(it.id, { ...place(it), reason }),
  move_channels: (it) =>
    guild.channels.setPositions(
      it.positions.map((one) => ({
        channel: one.id,
        position: one.position,
        parent: one.parent_id,
        lockPermissions: one.lock_permissions,
      })),
    ),
  delete_channel: (it, reason) => guild.channels.delete(it.id, reason),
  put_overwrite: (it, reason) =>
    channel(it.channel_id).permissionOverwrites.create(it.id, switches(it), { type: it.type, reason }),
  delete_overwrite: (it, reason) => channel(it.channel_id).permissionOverwrites.delete(it.id, reason),
  create_thread: (it, reason) => channel(it.channel_id).threads.create({ name: it.name, type: it.type, reason }),
  edit_thread: (it, reason) => channel(it.id).edit({ name: it.name, archived: it.archived, reason }),

  edit_member: (it, reason) => guild.members.edit(it.id, { nick: it.nick, roles: it.roles, reason }),
  add_role: (it, reason) => guild.members.addRole({ user: it.id, role: it.role_id, reason }),
  remove_role: (it, reason) => guild.members.removeRole({ user: it.id, role: it.role_id, reason }),
  time_out: (it, reason) => guild.members.edit(it.id, { communicationDisabledUntil: it.until, reason }),
  kick: (it, reason) => guild.members.kick(it.id, reason),
  ban: (it, reason) => guild.bans.create(it.id, { deleteMessageSeconds: it.delete_message_seconds, reason }),
  unban: (it, reason) => guild.bans.remove(it.id, reason),
  bulk_ban: (it, reason) =>
    guild.bans.bulkCreate(it.ids, { deleteMessageSeconds: it.delete_message_seconds, reason }),

  send: (it) => channel(it.channel_id).send(message(it)),
  edit_message: (it) => channel(it.channel_id).messages.edit(it.id, message(it)),
  delete_message: (it) => channel(it.channel_id).messages.delete(it.id),
  bulk_delete: (it) => channel(it.channel_id).bulkDelete(it.ids),

  create_invite: (it, reason) =>
    guild.invites.create(it.channel_id, {
      maxAge: it.max_age,
      maxUses: it.max_uses,
      temporary: it.temporary,
      unique: it.unique,
      reason,
    }),
  delete_invite: (it, reason) => guild.invites.delete(it.code, reason),
  create_webhook: (it, reason) => guild.channels.createWebhook({ channel: it.channel_id, name: it.name, reason }),
  edit_webhook: async (it, reason) =>
    (await client.fetchWebhook(it.id)).edit({ name: it.name, channel: it.channel_id, reason }),
  delete_webhook: (it, reason) => client.deleteWebhook(it.id, { reason }),

  create_emoji: (it, reason) => guild.emojis.create({ name: it.name, attachment: it.image, roles: it.roles, reason }),
  edit_emoji: (it, reason) => guild.emojis.edit(it.id, { name: it.name, reason }),
  delete_emoji: (it, reason) => guild.emojis.delete(it.id, reason),
  create_rule: (it, reason) => guild.autoModerationRules.create({ ...rule(it), reason }),
  edit_rule: (it, reason) => guild.autoModerationRules.edit(it.id, { ...rule(it), reason }),
  delete_rule: (it, reason) => guild.autoModerationRules.delete(it.id, reason),
};

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const { deed, given, reason } = JSON.parse(line);
  try {
    const made = await deeds[deed](given, reason || undefined);
    say({ done: deed, made: made?.code ?? made?.id ?? "" });
  } catch (error) {
    say({ failed: deed, code: error.code ?? null, message: error.message });
  }
});
