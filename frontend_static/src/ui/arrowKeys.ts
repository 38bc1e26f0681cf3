const STEPS: Record<string, (from: DOMRect, to: DOMRect) => number> = {
  ArrowRight: (from, to) => (sameRow(from, to) ? to.left - from.left : 0),
  ArrowLeft: (from, to) => (sameRow(from, to) ? from.left - to.left : 0),
  ArrowDown: (from, to) => down(from, to),
  ArrowUp: (from, to) => down(to, from),
}

/** Move the focus among the links of a grid by the arrow keys, to what is nearest in that direction. */
export function moveFocus(event: KeyboardEvent): void {
  const distance = STEPS[event.key]
  if (!distance || !(event.target instanceof HTMLElement) || !(event.currentTarget instanceof HTMLElement)) return
  const from = event.target.getBoundingClientRect()
  const [nearest] = [...event.currentTarget.querySelectorAll<HTMLElement>('a')]
    .map((link) => ({ link, away: distance(from, link.getBoundingClientRect()) }))
    .filter(({ away }) => away > 0)
    .toSorted((one, other) => one.away - other.away)
  if (!nearest) return
  event.preventDefault()
  nearest.link.focus()
}

function sameRow(one: DOMRect, other: DOMRect): boolean {
  return Math.abs(one.top - other.top) < one.height / 2
}

/** How far `to` lies below `from`; a card of the same column is nearer than its neighbours. */
function down(from: DOMRect, to: DOMRect): number {
  const below = to.top - from.top
  return below < from.height / 2 ? 0 : below + Math.abs(to.left - from.left) / 10
}
