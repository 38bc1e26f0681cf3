import { readonly, ref } from 'vue'

const up = ref(navigator.onLine)

/** Whether this device has a network at all. */
export const online = readonly(up)

export function watchNetwork(): void {
  for (const change of ['online', 'offline']) {
    addEventListener(change, () => {
      up.value = navigator.onLine
    })
  }
}
