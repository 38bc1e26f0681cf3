const DISCORD_EPOCH_MS = 1_420_070_400_000n // discord.com/developers/docs/reference#snowflakes
const SNOWFLAKE = /^\d{15,20}$/

/** When Discord made an id, in milliseconds since 1970. */
export function snowflakeMoment(id: string): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH_MS)
}

export function isSnowflake(text: string): boolean {
  return SNOWFLAKE.test(text)
}
