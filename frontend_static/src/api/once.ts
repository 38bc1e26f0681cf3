import { requestId } from '@/core/requestId'

/** What makes a write safe to send again: the API answers a second request with this key as it did the first. */
export function once(key = requestId()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key }
}
