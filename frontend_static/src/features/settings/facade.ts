import { computed, ref, shallowRef, watch } from 'vue'

import { asApiError } from '@/api/errors'
import { t } from '@/core/i18n'
import { problemOf } from '@/core/problems'
import { toast } from '@/core/toasts'
import { readSettings, useSettingsQuery, writeSettings, type FeatureSettings } from '@/features/settings/data'
import { changesOf, draftOf, edit, rebase, valuesOf, type Draft } from '@/features/settings/draft'
import { withLines, withLists } from '@/features/settings/lists'
import { fieldsOf, flawOf, type Value, type Values } from '@/features/settings/schema'

/** How a feature's values become fields of a draft, and back again, where the schema alone does not say it. */
export interface Shape {
  open(values: Values): Values
  close(values: Values): Values
  /** What is wrong with some of them, in words. */
  flaws?(values: Values): Record<string, string | null>
}

/** A feature's settings on the screen: read, changed, undone, saved, and what to do when somebody else was faster. */
export function useFeatureSettings(guildId: () => string, feature: string, shape?: Shape) {
  const query = useSettingsQuery(guildId, feature)
  const draft = shallowRef<Draft | null>(null)
  const saving = ref(false)
  const conflict = ref(false)

  watch(
    query.data,
    (settings) => {
      if (settings) draft.value = draft.value ? rebase(draft.value, opened(settings)) : draftOf(opened(settings))
    },
    { immediate: true },
  )

  const fields = computed(() => (draft.value ? fieldsOf(draft.value.base.schema) : []))
  const values = computed(() => (draft.value ? valuesOf(draft.value) : {}))
  const changes = computed(() => (draft.value ? changesOf(draft.value) : []))
  const flaws = computed<Record<string, string | null>>(() => {
    if (shape) return shape.flaws?.(values.value) ?? {}
    return Object.fromEntries(fields.value.map((field) => [field.name, flawOf(field, values.value[field.name] ?? null)]))
  })
  const isValid = computed(() => Object.values(flaws.value).every((flaw) => flaw === null))

  function change(name: string, value: Value): void {
    if (draft.value) draft.value = edit(draft.value, name, value)
  }

  function undo(): void {
    if (draft.value) draft.value = draftOf(draft.value.base)
  }

  async function save(): Promise<void> {
    if (!draft.value || !isValid.value || saving.value) return
    const { base } = draft.value
    await attempt(async () => {
      settle(await writeSettings(guildId(), { feature, values: closed(), version: base.version }))
      toast('ok', t('settings.saved'))
    })
  }

  /** Take over what somebody else saved, and keep our own changes on top of it. */
  async function reload(): Promise<void> {
    await attempt(async () => {
      const theirs = opened(await readSettings(guildId(), feature))
      if (draft.value) draft.value = rebase(draft.value, theirs)
      conflict.value = false
    })
  }

  function settle(saved: FeatureSettings): void {
    draft.value = draftOf(opened(saved))
    conflict.value = false
  }

  function opened(settings: FeatureSettings): FeatureSettings {
    return { ...settings, values: shape ? shape.open(settings.values) : withLines(settings.values) }
  }

  function closed(): Values {
    return shape ? shape.close(values.value) : withLists(values.value, fields.value)
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    saving.value = true
    try {
      await work()
    } catch (error) {
      if (asApiError(error).code === 'settings_changed') conflict.value = true
      else toast('danger', t('settings.notSaved'), problemOf(error).advice)
    } finally {
      saving.value = false
    }
  }

  const { error, isPending, refetch } = query
  return { fields, values, changes, flaws, isValid, saving, conflict, change, undo, save, reload, error, isPending, refetch }
}
