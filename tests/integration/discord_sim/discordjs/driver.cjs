// discord.js' own client, told over stdin what to do; answers and events go to stdout, one JSON object a line.
"use strict";

const readline = require("node:readline");
const { Client, Events, GatewayIntentBits } = require("discord.js");

const [base] = process.argv.slice(2);
const intents = Object.values(GatewayIntentBits).filter((bit) => typeof bit === "number");
const client = new Client({
  intents,
  rest: { api: `${base}/api`, version: "10", cdn: `${base}/cdn` },
});

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const guild = (id) => client.guilds.fetch(id);
const member = async (ids) => (await guild(ids.guild)).members.fetch({ user: ids.user, force: true });

const told = {
  [Events.ClientReady]: (ready) => ({ user: ready.user.id, guilds: ready.guilds.cache.size }),
  [Events.MessageCreate]: (message) => ({ content: message.content, author: message.author.id }),
  [Events.GuildMemberUpdate]: (_, after) => ({
    user: after.id,
    silenced: after.isCommunicationDisabled(),
    roles: [...after.roles.cache.keys()],
  }),
  [Events.GuildMemberRemove]: (gone) => ({ user: gone.id }),
  [Events.GuildBanAdd]: (ban) => ({ user: ban.user.id }),
  [Events.GuildAuditLogEntryCreate]: (entry) => ({ target: entry.targetId, reason: entry.reason }),
  [Events.ShardResume]: (shard) => ({ shard }),
  [Events.ShardReady]: (shard) => ({ shard }),
  [Events.Error]: (error) => ({ message: error.message }),
};
for (const [event, describe] of Object.entries(told)) {
  client.on(event, (...given) => say({ event, ...describe(...given) }));
}

const deeds = {
  login: async ({ token }) => void (await client.login(token)),
  members: async (ids) => ({ count: (await (await guild(ids.guild)).members.fetch()).size }),
  timeout: async (ids) => void (await (await member(ids)).timeout(60_000, ids.reason)),
  kick: async (ids) => void (await (await member(ids)).kick(ids.reason)),
  ban: async (ids) =>
    void (await (await guild(ids.guild)).members.ban(ids.user, { deleteMessageSeconds: 60, reason: ids.reason })),
  role: async (ids) => void (await (await member(ids)).roles.add(ids.role)),
  quit: async () => {
    await client.destroy();
    process.exit(0);
  },
};

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const { deed, ...ids } = JSON.parse(line);
  try {
    say({ done: deed, ...((await deeds[deed](ids)) ?? {}) });
  } catch (error) {
    say({ failed: deed, code: error.code ?? null, message: error.message });
  }
});
