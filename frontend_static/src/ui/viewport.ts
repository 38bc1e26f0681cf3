import { readonly, ref } from 'vue'

const phone = matchMedia('(width < 48rem)')
const narrow = ref(phone.matches)

phone.addEventListener('change', () => {
  narrow.value = phone.matches
})

/** Whether tables have to become cards. */
export const isNarrow = readonly(narrow)
