import { grouped } from '@/core/groups'
import { isCategory, isSpoken, type Listed } from '@/features/channels/model'

/** What of a channel says where it stands. */
export type Placed = Pick<Listed, 'id' | 'type' | 'position' | 'parent_id'>

/** Where a channel goes: before another one, or (null) at the end of its category. */
export interface Target {
  parent_id: string | null
  before: string | null
}

export interface Move {
  id: string
  parent_id: string | null
  position: number
}

/** Channels as Discord shows them: those without a category, then each category with its own; voice below text. */
export function ordered<C extends Placed>(channels: readonly C[]): C[] {
  const categories = channels.filter(isCategory).toSorted(byPlace)
  return [null, ...categories].flatMap((category) => [
    ...(category ? [category] : []),
    ...childrenOf(channels, category?.id ?? null, new Set(categories.map(({ id }) => id))).toSorted(byPlace),
  ])
}

/** Put a channel, or a category with all that is in it, somewhere else; all channels in their new order. */
export function moved<C extends Placed>(list: readonly C[], id: string, { parent_id, before }: Target): C[] {
  const channel = list.find((each) => each.id === id)
  if (!channel || before === id) return [...list]
  const others = list.filter((each) => each.id !== id)
  const place = before === null ? others.length : others.findIndex((each) => each.id === before)
  const parent = isCategory(channel) ? null : parent_id
  return numbered(others.toSpliced(place, 0, { ...channel, parent_id: parent }))
}

/** One step up or down among its like; from the edge of a category into the next one. */
export function stepped<C extends Placed>(list: readonly C[], id: string, step: -1 | 1): C[] {
  const channel = list.find((each) => each.id === id)
  if (!channel) return [...list]
  const like = list.filter((each) => groupOf(each) === groupOf(channel))
  const at = like.indexOf(channel)
  if (like[at + step]) {
    const before = step === -1 ? like[at - 1] : like[at + 2]
    return moved(list, id, { parent_id: channel.parent_id, before: before?.id ?? null })
  }
  if (isCategory(channel)) return [...list]
  const parents = [null, ...list.filter(isCategory).map((category) => category.id)]
  const next = parents[parents.indexOf(channel.parent_id) + step]
  if (next === undefined) return [...list]
  const first = step === 1 ? list.find((each) => groupOf(each) === groupOf({ ...channel, parent_id: next })) : undefined
  return moved(list, id, { parent_id: next, before: first?.id ?? null })
}

/** What Discord has to be told: the channels that stand elsewhere than before among their like. */
export function movesOf(before: readonly Placed[], after: readonly Placed[]): Move[] {
  const was = new Map(before.map((channel) => [channel.id, channel]))
  return [...grouped(after, groupOf).values()].flatMap((group) => {
    const places = placesOf(group.map(({ id }) => was.get(id)?.position ?? -1), group.some((each) => was.get(each.id)?.parent_id !== each.parent_id))
    return group.flatMap(({ id, parent_id }, index) => {
      const old = was.get(id)
      const position = places[index] ?? index
      return old && old.position === position && old.parent_id === parent_id ? [] : [{ id, parent_id, position }]
    })
  })
}

/** The fewest channels that somebody must have moved to get from one order to the other. */
export function movedIds(before: readonly Placed[], after: readonly Placed[]): string[] {
  const was = new Map(before.map((channel, place) => [channel.id, { place, parent_id: channel.parent_id }]))
  return [...grouped(after, groupOf).values()].flatMap((group) => {
    const here = group.filter(({ id, parent_id }) => was.get(id)?.parent_id === parent_id)
    const stayed = longestRising(here.map(({ id }) => was.get(id)?.place ?? 0))
    return group.filter(({ id }) => !here.some((each, index) => each.id === id && stayed.has(index))).map(({ id }) => id)
  })
}

function childrenOf<C extends Placed>(channels: readonly C[], parent: string | null, known: ReadonlySet<string>): C[] {
  return channels.filter((channel) => {
    if (isCategory(channel)) return false
    return parent === null ? channel.parent_id === null || !known.has(channel.parent_id) : channel.parent_id === parent
  })
}

/** Channels are ordered among those that they can stand between. */
function groupOf(channel: Placed): string {
  if (isCategory(channel)) return 'categories'
  return `${channel.parent_id ?? ''}:${isSpoken(channel) ? 'spoken' : 'written'}`
}

function numbered<C extends Placed>(list: readonly C[]): C[] {
  return ordered(list.map((channel, position) => ({ ...channel, position })))
}

/** The places that a group has already, given out anew; where they do not do, 0, 1, 2, … */
function placesOf(held: readonly number[], joined: boolean): number[] {
  const sorted = held.toSorted((one, other) => one - other)
  const isUsable = !joined && sorted.every((place, index) => place >= 0 && place !== sorted[index - 1])
  return isUsable ? sorted : held.map((_, index) => index)
}

function byPlace(one: Placed, other: Placed): number {
  return Number(isSpoken(one)) - Number(isSpoken(other)) || one.position - other.position || compareIds(one.id, other.id)
}

export function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : Number(one > other))
}

/** The indices of a longest rising subsequence. */
export function longestRising(numbers: readonly number[]): Set<number> {
  const ends: number[] = []
  const before: number[] = []
  numbers.forEach((number, index) => {
    const at = ends.findIndex((end) => (numbers[end] ?? 0) >= number)
    const length = at < 0 ? ends.length : at
    before[index] = ends[length - 1] ?? -1
    ends[length] = index
  })
  const indices = new Set<number>()
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) indices.add(index)
  return indices
}

/** Where something is put that is dropped on the upper or the lower half of a row. */
export function dropTarget(list: readonly Placed[], id: string, over: string, half: 'upper' | 'lower'): Target | null {
  const dragged = list.find((channel) => channel.id === id)
  const row = list.find((channel) => channel.id === over)
  if (!dragged || !row || dragged === row) return null
  if (isCategory(dragged)) return besideCategory(list, isCategory(row) ? row.id : row.parent_id, isCategory(row) && half === 'upper')
  if (isCategory(row)) return { parent_id: row.id, before: list.find(({ parent_id }) => parent_id === row.id)?.id ?? null }
  const siblings = list.filter((channel) => channel.parent_id === row.parent_id && !isCategory(channel))
  const next = half === 'upper' ? row : siblings[siblings.indexOf(row) + 1]
  return { parent_id: row.parent_id, before: next?.id ?? null }
}

function besideCategory(list: readonly Placed[], over: string | null, above: boolean): Target {
  const categories = list.filter(isCategory)
  const at = categories.findIndex(({ id }) => id === over)
  return { parent_id: null, before: categories[above ? at : at + 1]?.id ?? null }
}

/** An order as one field of a draft. */
export function orderText(list: readonly Placed[]): string {
  return list.map(({ id, parent_id }) => `${id}:${parent_id ?? ''}`).join(' ')
}

/** Channels in such an order; those that it does not know stand where they stood. */
export function arranged<C extends Placed>(channels: readonly C[], order: string): C[] {
  const spots = new Map(order.split(' ').map((spot, position) => {
    const [id = '', parent = ''] = spot.split(':')
    return [id, { parent_id: parent || null, position }]
  }))
  return ordered(channels.map((channel) => ({ ...channel, ...spots.get(channel.id) })))
}
