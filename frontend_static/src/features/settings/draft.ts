import type { Draft as DraftOf } from '@/core/draft'
import type { FeatureSettings } from '@/features/settings/data'

export { changesOf, draftOf, edit, rebase, valuesOf, type Change } from '@/core/draft'

/** What somebody has changed of a feature's settings and not saved yet. */
export type Draft = DraftOf<FeatureSettings>
