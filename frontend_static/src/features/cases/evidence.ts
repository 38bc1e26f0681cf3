import { api, type Schemas } from '@/api/client'
import { ApiError, unwrap } from '@/api/errors'
import { once } from '@/api/once'

export type Evidence = Schemas['Evidence']
export type EvidenceContent = Schemas['EvidenceContent']
export type NewItem = Schemas['NewEvidence']['item']
type FileType = Schemas['NewFile']['content_type']

export const MOST_BYTES = 8 * 1024 * 1024
const TYPES = [
  'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'video/mp4', 'video/webm', 'audio/mpeg', 'audio/ogg', 'application/pdf', 'text/plain',
] as const satisfies readonly FileType[]
export const ACCEPTED = TYPES.join(',')

const MESSAGE_LINK = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(\d+)\/(\d+)\/(\d+)\/?$/

/** What an address points to: a message of this guild, which is kept as it is now, or a page; null where it is no address. */
export function itemOf(guildId: string, text: string): NewItem | null {
  const [, guild, channel_id, message_id] = MESSAGE_LINK.exec(text.trim()) ?? []
  if (guild === guildId && channel_id && message_id) return { kind: 'message', channel_id, message_id }
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null
  return url?.protocol === 'https:' ? { kind: 'link', url: url.href, title: '' } : null
}

/** Why a file cannot be kept; null where it can. */
export function flawOfFile({ size, type }: Pick<File, 'size' | 'type'>): 'empty' | 'large' | 'type' | null {
  if (size === 0) return 'empty'
  if (size > MOST_BYTES) return 'large'
  return (TYPES as readonly string[]).includes(type) ? null : 'type'
}

export function addItem(guildId: string, number: number, item: NewItem, hidden: boolean, key: string) {
  const params = { path: { guild_id: guildId, number } }
  return unwrap(api.POST('/api/guilds/{guild_id}/cases/{number}/evidence', { params, headers: once(key), body: { item, hidden } }))
}

/** Send a file to where the API says, and make it evidence; `progress` hears of 0 to 1. */
export async function addFile(guildId: string, number: number, file: File, hidden: boolean, key: string, progress: (part: number) => void): Promise<void> {
  const item = { kind: 'file' as const, name: file.name.slice(-100), size: file.size, content_type: file.type as FileType }
  const { upload } = await addItem(guildId, number, item, hidden, key)
  if (!upload) return // the same try again, and it came through before
  await send(upload, file, progress)
  const params = { path: { guild_id: guildId, number, evidence_id: upload.evidence_id } }
  await unwrap(api.POST('/api/guilds/{guild_id}/cases/{number}/evidence/{evidence_id}/confirm', { params, headers: once() }))
}

export function readEvidence(guildId: string, number: number, id: string): Promise<EvidenceContent> {
  const params = { path: { guild_id: guildId, number, evidence_id: id } }
  return unwrap(api.GET('/api/guilds/{guild_id}/cases/{number}/evidence/{evidence_id}', { params }))
}

export function removeEvidence(guildId: string, number: number, id: string) {
  const params = { path: { guild_id: guildId, number, evidence_id: id } }
  return unwrap(api.DELETE('/api/guilds/{guild_id}/cases/{number}/evidence/{evidence_id}', { params, headers: once() }))
}

/** `fetch` tells nobody how far it is. */
function send({ url, fields }: Schemas['Upload'], file: File, progress: (part: number) => void): Promise<void> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', file)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => (request.status < 300 ? resolve() : reject(new ApiError(request.status, 'upload_refused', ''))))
    request.addEventListener('error', () => reject(new ApiError(0, 'unreachable', '')))
    request.open('POST', url)
    request.send(form)
  })
}
