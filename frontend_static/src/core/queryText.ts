import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

/** What the address is about to be: several texts may change at the same moment. */
let wanted: LocationQuery | null = null

/** A text that lives in the address (`?name=`), so that a filtered page can be reloaded and shared. */
export function useQueryText(name: string): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === 'string' ? value : ''
    },
    set: (value) => {
      const { [name]: _, ...others } = wanted ?? route.query
      const query = value ? { ...others, [name]: value } : others
      wanted = query
      void router.replace({ query, hash: route.hash }).finally(() => {
        if (wanted === query) wanted = null
      })
    },
  })
}
