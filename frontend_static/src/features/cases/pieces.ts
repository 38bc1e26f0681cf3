import { onScopeDispose, ref, shallowRef } from 'vue'

interface Piece {
  next_cursor: string | null
}

/** Something long that is read piece by piece, can be stopped, and ends with the component that asked for it. */
export function usePieces<P extends Piece>(read: (cursor?: string) => Promise<P>, heard: (piece: P) => void, finished: () => void = () => undefined) {
  const busy = ref(false)
  const failed = shallowRef<unknown>(null)
  let run = 0

  async function start(): Promise<void> {
    const own = ++run
    busy.value = true
    failed.value = null
    try {
      let cursor: string | undefined
      do {
        // oxlint-disable-next-line no-await-in-loop -- a piece says where the next one begins
        const piece = await read(cursor)
        if (own !== run) return
        heard(piece)
        cursor = piece.next_cursor ?? undefined
      } while (cursor !== undefined)
      finished()
    } catch (reason) {
      if (own === run) failed.value = reason
    } finally {
      if (own === run) busy.value = false
    }
  }

  function stop(): void {
    run += 1
    busy.value = false
  }

  onScopeDispose(stop)
  return { busy, failed, start, stop }
}
