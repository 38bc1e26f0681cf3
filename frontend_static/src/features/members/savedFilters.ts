import { ref } from 'vue'

import { recall, remember } from '@/core/storage'
import { NO_FILTER, sameFilter, type FilterPart, type MemberFilter } from '@/features/members/filters'

export interface SavedFilter {
  name: string
  filter: MemberFilter
}

const MOST = 12

/** The filters that somebody gave a name, kept in this browser for one guild. */
export function useSavedFilters(guildId: string) {
  const place = `member-filters:${guildId}`
  const saved = ref<SavedFilter[]>(read(recall(place)))

  function keep(all: SavedFilter[]): void {
    saved.value = all
    remember(place, JSON.stringify(all))
  }

  return {
    saved,
    /** A name that is taken is given to the new filter. */
    save: (name: string, filter: MemberFilter) =>
      keep([...saved.value.filter((other) => other.name !== name), { name, filter }].slice(-MOST)),
    remove: (name: string) => keep(saved.value.filter((other) => other.name !== name)),
    named: (filter: MemberFilter) => saved.value.find((other) => sameFilter(other.filter, filter))?.name ?? null,
  }
}

/** What is kept may be of an older release, or no filter at all. */
function read(text: string | null): SavedFilter[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? kept.flatMap(asSaved) : []
  } catch {
    return []
  }
}

function asSaved(kept: unknown): SavedFilter[] {
  if (typeof kept !== 'object' || kept === null || !('name' in kept) || !('filter' in kept)) return []
  const { name, filter } = kept as { name: unknown; filter: unknown }
  if (typeof name !== 'string' || typeof filter !== 'object' || filter === null) return []
  const parts = filter as Record<string, unknown>
  const known = (Object.keys(NO_FILTER) as FilterPart[]).map((part) => [part, typeof parts[part] === 'string' ? parts[part] : ''])
  return [{ name, filter: Object.fromEntries(known) as MemberFilter }]
}
