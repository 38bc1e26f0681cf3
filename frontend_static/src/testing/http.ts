import { vi } from 'vitest'

type Handler = (request: Request) => Response | Promise<Response>

/** Answer this page's requests by "METHOD /path"; what is not listed fails the test. */
export function answer(handlers: Record<string, Handler>) {
  const asked: Request[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), location.href), init)
    asked.push(request.clone())
    const { pathname, search } = new URL(request.url)
    const handler = handlers[`${request.method} ${pathname}${search}`] ?? handlers[`${request.method} ${pathname}`]
    if (!handler) throw new Error(`nobody answers ${request.method} ${pathname}`)
    return handler(request)
  })
  return asked
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

export function problem(status: number, code: string): Response {
  return json({ code, message: `It was ${code}.`, request_id: 'r1' }, status)
}
