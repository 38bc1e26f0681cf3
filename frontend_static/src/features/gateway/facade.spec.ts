import { expect, it } from 'vitest'

import { usePing } from '@/features/gateway/facade'
import { answer, json, problem } from '@/testing/http'
import { use } from '@/testing/page'

it('measures the way to the bot and back', async () => {
  answer({ 'GET /api/gateway/ping': () => json({ ok: true, milliseconds: 43, bot_id: '1', discord_latency_ms: null }) })
  const { result: ping } = await use(usePing)

  await ping.ping()

  expect(ping.result.value?.milliseconds).toBe(43)
  expect(ping.failed.value).toBeNull()
})

it('says why there is no answer, and forgets the old one', async () => {
  answer({ 'GET /api/gateway/ping': () => problem(504, 'bot_timeout') })
  const { result: ping } = await use(usePing)

  await ping.ping()

  expect(ping.result.value).toBeNull()
  expect(ping.failed.value).toMatchObject({ code: 'bot_timeout' })
})

it('sends one ping at a time', async () => {
  const asked = answer({ 'GET /api/gateway/ping': () => problem(504, 'bot_timeout') })
  const { result: ping } = await use(usePing)

  await Promise.all([ping.ping(), ping.ping()])

  expect(asked).toHaveLength(1)
})
