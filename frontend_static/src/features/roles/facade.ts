import { useQueryCache } from '@pinia/colada'
import { computed } from 'vue'

import type { TaggedAnswer } from '@/api/tagged'
import { useEditing, type Tagged } from '@/core/editing'
import { editRole, keys, orderRoles, useRoleList, useRoleQuery } from '@/features/roles/data'
import { changeOf, fieldsOf } from '@/features/roles/fields'
import type { Listed, Role } from '@/features/roles/model'
import { moved, movedIds, stepped } from '@/features/roles/order'

/** The roles in the order of the draft, and what moves them. */
export function useRoleOrder(guildId: () => string) {
  const cache = useQueryCache()
  const query = useRoleList(guildId)
  const listed = computed(() => query.data.value?.roles ?? [])
  const source = computed<Tagged | undefined>(
    () => query.data.value && { id: guildId(), values: { order: idsOf(listed.value) }, etag: query.data.value.etag },
  )
  const editing = useEditing(source)
  const roles = computed(() => arranged(listed.value, String(editing.values.value.order ?? '')))
  const before = computed(() => arranged(listed.value, String(editing.base.value?.values.order ?? '')))
  const movable = (role: Listed) => role.locked === null && role.id !== guildId()

  async function save(): Promise<void> {
    const ids = roles.value.map(({ id }) => id).filter((id) => id !== guildId())
    const { value, etag } = await orderRoles(guildId(), ids, editing.base.value?.etag ?? null)
    cache.setQueryData(keys.list(guildId()), { roles: value.items, etag })
    editing.advance({ id: guildId(), values: { order: idsOf(value.items) }, etag })
  }

  return {
    query,
    roles,
    before,
    movable,
    moved: computed(() => (editing.isDirty.value ? movedIds(before.value, roles.value) : [])),
    isStale: editing.isStale,
    move: (id: string, target: string | null) => editing.change('order', idsOf(moved(roles.value, id, target, movable))),
    step: (id: string, by: -1 | 1) => editing.change('order', idsOf(stepped(roles.value, id, by, movable))),
    undo: editing.undo,
    save,
  }
}

/** One role on the screen: what it says, what would be changed, and saving it. */
export function useRole(guildId: () => string, roleId: () => string) {
  const cache = useQueryCache()
  const query = useRoleQuery(guildId, roleId)
  const role = computed<Role | undefined>(() => (query.data.value?.value.id === roleId() ? query.data.value.value : undefined))
  const source = computed<Tagged | undefined>(() => (role.value && query.data.value ? taggedFields(query.data.value) : undefined))
  const editing = useEditing(source)

  async function save(): Promise<void> {
    if (!role.value || !editing.base.value) return
    const change = changeOf(role.value, editing.values.value, editing.changes.value.map(({ name }) => name))
    const answer = await editRole(guildId(), role.value.id, change, editing.base.value.etag)
    editing.advance(taggedFields(answer))
    cache.setQueryData(keys.one(guildId(), answer.value.id), answer)
  }

  return { ...editing, query, role, save }
}

/** The list in the order of the draft; a role that is new since then stands above the lowest. */
function arranged(roles: readonly Listed[], order: string): Listed[] {
  const places = new Map(order.split(' ').map((id, place) => [id, place]))
  return roles.toSorted((one, other) => (places.get(one.id) ?? places.size - 1.5) - (places.get(other.id) ?? places.size - 1.5))
}

function idsOf(roles: readonly { id: string }[]): string {
  return roles.map(({ id }) => id).join(' ')
}

function taggedFields({ value, etag }: TaggedAnswer<Role>): Tagged {
  return { id: value.id, values: fieldsOf(value), etag }
}
