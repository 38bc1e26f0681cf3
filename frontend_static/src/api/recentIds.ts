const KEPT = 2_000

/** The last ids that were seen; a batch that is delivered again is far younger than what this forgets. */
export class RecentIds {
  private readonly ids = new Set<string>()

  /** Whether the id is new. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false
    this.ids.add(id)
    if (this.ids.size > KEPT) {
      const [oldest] = this.ids
      if (oldest !== undefined) this.ids.delete(oldest)
    }
    return true
  }
}
