import type { Auth } from '@/core/auth'
import { requestId } from '@/core/requestId'

type Fetch = (request: Request) => Promise<Response>

/** What the API says when the login is over, and no refresh will help. */
const ENDINGS = new Set(['login_ended', 'discord_grant_revoked'])

interface Ports {
  auth: Pick<Auth, 'token' | 'refresh' | 'forget'>
  fetch: Fetch
  prefetched(request: Request): Promise<Response> | undefined
}

/** Attach the access token to every request; where it has expired, refresh it once and ask again. */
export function authorizedFetch({ auth, fetch, prefetched }: Ports): Fetch {
  return async (request) => {
    const early = await prefetched(request)?.catch(() => undefined)
    if (early && early.status !== 401) return early

    const again = request.clone() // a body can be read only once
    const token = await auth.token()
    const response = await fetch(withToken(request, token))
    if (response.status !== 401 || token === null) return response

    const reason = await ending(response)
    if (reason !== null) {
      auth.forget(reason)
      return response
    }
    const login = await auth.refresh(token)
    return login ? fetch(withToken(again, login.token)) : response
  }
}

async function ending(response: Response): Promise<string | null> {
  const problem = (await response.clone().json().catch(() => null)) as { code?: string } | null
  return problem?.code !== undefined && ENDINGS.has(problem.code) ? problem.code : null
}

function withToken(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`)
  if (!request.headers.has('X-Request-Id')) request.headers.set('X-Request-Id', requestId())
  return request
}
