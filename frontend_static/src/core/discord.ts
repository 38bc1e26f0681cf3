/** Addresses on Discord, and in its store of pictures. */

const DISCORD_CDN = 'https://cdn.discordapp.com'
const PICTURE = /^(https?:\/\/.+?)\/(?:icons|avatars|embed)\//

export function guildUrl(guildId: string): string {
  return `https://discord.com/channels/${guildId}`
}

export function messageUrl(guildId: string, channelId: string, messageId: string): string {
  return `https://discord.com/channels/${guildId}/${channelId}/${messageId}`
}

/** Where pictures are kept: the API names the place in every picture that it hands out. */
export function cdnOf(...pictures: (string | null | undefined)[]): string {
  const found = pictures.map((picture) => PICTURE.exec(picture ?? '')?.[1]).find((place) => place !== undefined)
  return found ?? DISCORD_CDN
}

export function avatarUrl(cdn: string, userId: string, hash: string | null | undefined): string | null {
  return hash ? `${cdn}/avatars/${userId}/${hash}.webp?size=64` : null
}

export function emojiUrl(cdn: string, emojiId: string, animated: boolean): string {
  return `${cdn}/emojis/${emojiId}.${animated ? 'gif' : 'webp'}?size=48`
}
