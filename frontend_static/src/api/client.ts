import createClient from 'openapi-fetch'

import { authorizedFetch } from '@/api/authorized'
import type { components, paths } from '@/api/schema'
import { auth } from '@/core/login'
import { takePrefetched } from '@/core/prefetch'

export type Schemas = components['schemas']

/** The HTTP API, typed from its own OpenAPI document. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: authorizedFetch({ auth, fetch: (request) => fetch(request), prefetched: takePrefetched }),
})
