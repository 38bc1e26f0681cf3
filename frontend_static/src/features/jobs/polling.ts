import { onScopeDispose } from 'vue'

import { useReported } from '@/features/administration/changes'
import { useNotices } from '@/features/notices/facade'

const PAUSE_MS = 2_000

/** Read anew while something goes on, and whenever a notice tells of it: where the live connection is away, it moves all the same. */
export function usePolling(guildId: () => string, goesOn: () => boolean, read: () => void): void {
  const timer = setInterval(() => {
    if (goesOn() && document.visibilityState === 'visible') read()
  }, PAUSE_MS)
  onScopeDispose(() => clearInterval(timer))
  useReported(guildId, [], read) // follows the guild: without that no notice comes
  useNotices(guildId, ['job'], read)
}
