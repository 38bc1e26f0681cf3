import { onScopeDispose, ref, shallowRef, watch } from 'vue'

import { previewJob, type JobPreview, type NewWork } from '@/features/jobs/data'

/** What the API says a job would do, asked again as it changes; an answer to an older question is dropped. */
export function useJobPreview(guildId: () => string, work: () => NewWork | null, pauseMs: number) {
  const preview = shallowRef<JobPreview | null>(null)
  const failed = shallowRef<unknown>(null)
  /** Whether what is shown is of an earlier job than the one that is filled in. */
  const isAsking = ref(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    const wanted = work()
    const question = ++asked
    if (wanted === null) return void ([preview.value, failed.value, isAsking.value] = [null, null, false])
    isAsking.value = true
    try {
      const seen = await previewJob(guildId(), wanted)
      if (question === asked) [preview.value, failed.value] = [seen, null]
    } catch (reason) {
      if (question === asked) [preview.value, failed.value] = [null, reason]
    } finally {
      if (question === asked) isAsking.value = false
    }
  }

  /** What is said to people, and why, changes nothing of whom it concerns. */
  function meaning(): string {
    const wanted = work()
    if (wanted === null) return ''
    return JSON.stringify(wanted.type === 'bulk' ? { ...wanted, act: { ...wanted.act, reason: null } } : { ...wanted, reason: null, hidden: false })
  }

  watch(
    meaning,
    (wanted) => {
      clearTimeout(timer)
      isAsking.value = wanted !== ''
      timer = setTimeout(() => void look(), wanted === '' ? 0 : pauseMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asked = -1
  })

  return { preview, failed, isAsking, look }
}
