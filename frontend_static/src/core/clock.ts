import { readonly, ref } from 'vue'

const STEP_MS = 10_000

const moment = ref(Date.now())

/** The time as the page shows it: one clock for every relative time, so that they all move together. */
export const now = readonly(moment)

export function startClock(): void {
  setInterval(tick, STEP_MS)
  document.addEventListener('visibilitychange', tick)
}

export function tick(): void {
  if (document.visibilityState === 'visible') moment.value = Date.now()
}
