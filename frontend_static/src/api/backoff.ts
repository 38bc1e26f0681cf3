const FIRST_MS = 500
const LONGEST_MS = 30_000

/** How long to wait before attempt number `attempt` (0 is the first): full jitter, so that a crowd does not return at once. */
export function backoff(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
}
