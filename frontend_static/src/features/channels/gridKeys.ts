type Step = (cell: HTMLTableCellElement, row: HTMLTableRowElement) => Element | null

const STEPS: Record<string, Step | undefined> = {
  ArrowLeft: (cell) => cell.previousElementSibling,
  ArrowRight: (cell) => cell.nextElementSibling,
  ArrowUp: (cell, row) => inRow(cell, row, -1),
  ArrowDown: (cell, row) => inRow(cell, row, 1),
}

/** Go from button to button of a table by the arrow keys. */
export function moveInGrid(event: KeyboardEvent): void {
  const cell = event.target instanceof HTMLElement ? event.target.closest('td') : null
  const row = cell?.closest('tr')
  const step = STEPS[event.key]
  if (!cell || !row || !step || event.altKey) return
  event.preventDefault()
  step(cell, row)?.querySelector('button')?.focus()
}

function inRow(cell: HTMLTableCellElement, row: HTMLTableRowElement, step: -1 | 1): Element | null {
  const rows = [...(row.closest('table')?.rows ?? [])].filter(({ cells }) => cells.length === row.cells.length && cells[0]?.scope === 'row')
  return rows[rows.indexOf(row) + step]?.cells[cell.cellIndex] ?? null
}
