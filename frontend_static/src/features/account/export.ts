import { ref, shallowRef } from 'vue'

import { readExport } from '@/features/account/data'

export interface Exported {
  name: string
  bytes: number
  complete: boolean
}

/** Hand a text to the browser as a file to keep. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000) // some browsers read it only once they have asked where to put it
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
