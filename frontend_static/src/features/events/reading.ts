import { onUnmounted, ref, watch, watchEffect, type Ref } from 'vue'

/** Whether somebody reads the feed: the pointer or the focus is in it, or its top is scrolled out of sight. */
export function useReading(top: Readonly<Ref<HTMLElement | null>>, list: Ref<HTMLElement | undefined>, reading: Ref<boolean>) {
  const hovered = ref(false)
  const focused = ref(false)
  const scrolled = ref(false)

  const observer = new IntersectionObserver((entries) => {
    scrolled.value = !entries.at(-1)?.isIntersecting
  })
  const enter = (event: PointerEvent) => {
    hovered.value = event.pointerType === 'mouse'
  }
  const leave = () => {
    hovered.value = false
  }
  const focusChanged = (event: FocusEvent) => {
    const target = event.type === 'focusin' ? event.target : event.relatedTarget
    focused.value = target instanceof HTMLElement && target.matches(':focus-visible') && !!list.value?.contains(target)
  }

  watch(top, (element) => element && observer.observe(element), { immediate: true, flush: 'post' })
  watch(list, (element) => {
    element?.addEventListener('pointerenter', enter)
    element?.addEventListener('pointerleave', leave)
    element?.addEventListener('focusin', focusChanged)
    element?.addEventListener('focusout', focusChanged)
  })
  watchEffect(() => {
    reading.value = hovered.value || focused.value || scrolled.value
  })
  onUnmounted(() => observer.disconnect())

  function forget(): void {
    hovered.value = focused.value = scrolled.value = false
  }

  return { forget }
}
