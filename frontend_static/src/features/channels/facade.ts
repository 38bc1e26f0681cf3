import { useQueryCache } from '@pinia/colada'
import { computed } from 'vue'

import { asApiError } from '@/api/errors'
import type { TaggedAnswer } from '@/api/tagged'
import { useEditing, type Tagged } from '@/core/editing'
import { useReported } from '@/features/administration/changes'
import { editChannel, keys, moveChannels, putOverwrite, useChannelQuery, useChannelTree } from '@/features/channels/data'
import { fieldsOf, overwriteChanges, settingsOf } from '@/features/channels/fields'
import { flat, type Channel } from '@/features/channels/model'
import { arranged, moved, movedIds, movesOf, orderText, stepped, type Target } from '@/features/channels/tree'

const REPORTED = ['channel_', 'role_', 'guild_']

/** The channels in the order of the draft, and what moves them. */
export function useOrder(guildId: () => string) {
  const cache = useQueryCache()
  const query = useChannelTree(guildId)
  const listed = computed(() => query.data.value?.channels ?? [])
  const source = computed<Tagged | undefined>(
    () => query.data.value && { id: guildId(), values: { order: orderText(listed.value) }, etag: query.data.value.etag },
  )
  const editing = useEditing(source)
  const channels = computed(() => arranged(listed.value, String(editing.values.value.order ?? '')))
  const before = computed(() => arranged(listed.value, String(editing.base.value?.values.order ?? '')))

  async function save(): Promise<void> {
    const after = await moveChannels(guildId(), movesOf(listed.value, channels.value), editing.base.value?.etag ?? null)
    const now = flat(after.value.items)
    cache.setQueryData(keys.tree(guildId()), { channels: now, etag: after.etag })
    editing.advance({ id: guildId(), values: { order: orderText(now) }, etag: after.etag })
  }

  return {
    query,
    channels,
    before,
    moved: computed(() => (editing.isDirty.value ? movedIds(before.value, channels.value) : [])),
    isStale: editing.isStale,
    move: (id: string, target: Target) => editing.change('order', orderText(moved(channels.value, id, target))),
    step: (id: string, by: -1 | 1) => editing.change('order', orderText(stepped(channels.value, id, by))),
    undo: editing.undo,
    save,
  }
}

/** One channel on the screen: what it says, what would be changed, and saving it step by step. */
export function useChannel(guildId: () => string, channelId: () => string) {
  const cache = useQueryCache()
  const query = useChannelQuery(guildId, channelId)
  const source = computed<Tagged | undefined>(() => {
    const answer = query.data.value
    return answer?.value.id === channelId() ? taggedFields(answer) : undefined
  })
  const editing = useEditing(source)
  const channel = computed<Channel | undefined>(() => (query.data.value?.value.id === channelId() ? query.data.value.value : undefined))

  /** Each step names what the one before has left, so that nothing comes between them unseen. */
  async function save(): Promise<void> {
    const started = channel.value
    if (!started || !editing.base.value) return
    let { etag } = editing.base.value
    const values = editing.values.value
    const settings = settingsOf(values, editing.changes.value.map(({ name }) => name))
    if (Object.keys(settings).length > 0) etag = saved(await editChannel(started.id, settings, etag))
    for (const [id, overwrite] of overwriteChanges(started, values)) {
      // oxlint-disable-next-line no-await-in-loop -- one names the tag that the other has left
      etag = saved(await putOverwrite(started.id, id, overwrite, etag))
    }
  }

  function saved(answer: TaggedAnswer<Channel>): string | null {
    editing.advance(taggedFields(answer))
    cache.setQueryData(keys.one(guildId(), answer.value.id), answer)
    return answer.etag
  }

  return { ...editing, query, channel, save }
}

/** Read anew what the bot reports as changed; where something is edited, it waits beside the edits. */
export function useChannelChanges(guildId: () => string, read: () => void): void {
  useReported(guildId, REPORTED, read)
}

export function isStaleView(error: unknown): boolean {
  return asApiError(error).code === 'stale_view'
}

function taggedFields({ value, etag }: TaggedAnswer<Channel>): Tagged {
  return { id: value.id, values: fieldsOf(value), etag }
}
