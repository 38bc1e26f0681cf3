import { ref, shallowRef } from 'vue'

import { saveFile } from '@/core/files'
import { readExport } from '@/features/account/data'

export interface Exported {
  name: string
  bytes: number
  complete: boolean
}

/** The user's copy of their data, as a file. */
export function useExport(save: typeof saveFile = saveFile) {
  const busy = ref(false)
  const done = shallowRef<Exported | null>(null)
  const failed = shallowRef<unknown>(null)

  async function run(): Promise<void> {
    busy.value = true
    done.value = failed.value = null
    try {
      const copy = await readExport()
      const text = `${JSON.stringify(copy, null, 2)}\n`
      const name = `guildhall-${copy.user.username}-${copy.exported_at.slice(0, 10)}.json`
      save(name, text)
      done.value = { name, bytes: new Blob([text]).size, complete: copy.events.complete }
    } catch (error) {
      failed.value = error
    } finally {
      busy.value = false
    }
  }

  return { busy, done, failed, run }
}
