/** Answers that boot.ts asked for while the code was still on its way. Each is handed out once. */

import { requestId } from '@/core/requestId'

const early = new Map<string, Promise<Response>>()

export function prefetch(url: string, token: string): void {
  const headers = { Authorization: `Bearer ${token}`, 'X-Request-Id': requestId() }
  const answer = fetch(url, { headers })
  answer.catch(() => undefined) // whoever takes it hears of the failure
  early.set(url, answer)
}

export function takePrefetched(request: Request): Promise<Response> | undefined {
  if (request.method !== 'GET') return undefined
  const { pathname, search } = new URL(request.url)
  const answer = early.get(pathname + search)
  early.delete(pathname + search)
  return answer
}
