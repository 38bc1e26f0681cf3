import { computed } from 'vue'

import { asApiError } from '@/api/errors'
import { useAccess, type Permission } from '@/features/access/data'

/** Whether the user may; true until the API has said, since who is wrong about it is told on the page. */
export function useMay(guildId: () => string, permission: Permission) {
  const { data, error } = useAccess(guildId)
  return computed(() => {
    if (data.value && !isForbidden(error.value)) return data.value.permissions.includes(permission)
    return !isForbidden(error.value)
  })
}

/** Whether a guild is closed to the user, as opposed to an answer that did not come. */
export function isForbidden(error: unknown): boolean {
  return asApiError(error).code === 'guild_forbidden'
}
