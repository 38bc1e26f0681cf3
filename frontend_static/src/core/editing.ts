import { computed, shallowRef, watch, type Ref } from 'vue'

import { changesOf, differences, draftOf, edit, rebase, valuesOf, type Draft, type Value, type Values } from '@/core/draft'

/** Something on the server as fields, with the tag that a change of it has to name. */
export interface Tagged {
  id: string
  values: Values
  etag: string | null
}

/**
 * A draft over something that others may change meanwhile: without edits it follows them, with edits it keeps what it
 * began with until `loadTheirs`, and says what they changed.
 */
export function useEditing(source: Ref<Tagged | undefined>) {
  const draft = shallowRef<Draft<Tagged> | null>(null)
  const waiting = shallowRef<Tagged | null>(null)

  const changes = computed(() => (draft.value ? changesOf(draft.value) : []))
  const isDirty = computed(() => changes.value.length > 0)
  const theirs = computed(() =>
    draft.value && waiting.value ? differences(draft.value.base.values, waiting.value.values) : [],
  )

  watch(source, (now) => meet(now ?? null), { immediate: true })

  /** Take in what the server has now. */
  function meet(now: Tagged | null): void {
    const isOther = now?.id !== draft.value?.base.id
    if (now === null || isOther || !draft.value || !isDirty.value) return begin(now)
    if (differences(draft.value.base.values, now.values).length > 0) waiting.value = now
    else begin(now, draft.value)
  }

  function begin(now: Tagged | null, kept?: Draft<Tagged>): void {
    waiting.value = null
    draft.value = now && (kept ? rebase(kept, now) : draftOf(now))
  }

  return {
    base: computed(() => draft.value?.base ?? null),
    values: computed<Values>(() => (draft.value ? valuesOf(draft.value) : {})),
    changes,
    isDirty,
    /** What somebody else has changed under our edits; nothing is saved over it unseen. */
    theirs,
    isStale: computed(() => waiting.value !== null),
    change(name: string, value: Value): void {
      if (draft.value) draft.value = edit(draft.value, name, value)
    },
    undo(): void {
      if (draft.value) begin(waiting.value ?? draft.value.base)
    },
    /** Keep our edits, over what they left. */
    loadTheirs(): void {
      if (draft.value && waiting.value) begin(waiting.value, draft.value)
    },
    /** A part has been saved: what is left of the edits stays. */
    advance(saved: Tagged): void {
      begin(saved, draft.value ?? undefined)
    },
  }
}

export type Editing = ReturnType<typeof useEditing>
