import { PiniaColada } from '@pinia/colada'
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { defineComponent, h, type Component } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'

import { i18n, speak } from '@/core/i18n'
import en from '@/i18n/en.json'

const areas = import.meta.glob<object>('/src/i18n/*/en.json', { import: 'default', eager: true })

/** Mount a component as the only page of a site, in English, with its store of answers. */
export async function open(component: Component, props: Record<string, unknown> = {}, path = '/') {
  speak('en', en, ...Object.values(areas))
  const router = createRouter({
    history: createMemoryHistory(),
    routes: ['', 'guilds', 'guild', 'settings', 'access', 'account', 'farewell', 'login', 'members', 'cases', 'case', 'jobs', 'job', 'timers', 'elsewhere'].map((name) => ({
      path: `/${name}`,
      name: name || 'page',
      component: name ? { render: () => null } : component,
      props: name ? false : () => props,
    })),
  })
  await router.push(path)
  const wrapper = mount({ render: () => h(RouterView) }, {
    attachTo: document.body,
    global: { plugins: [createPinia(), PiniaColada, i18n, router] },
  })
  await flushPromises()
  return { wrapper, router }
}

/** Run a composable inside of a page and return what it returned. */
export async function use<T>(composable: () => T, path = '/') {
  let result: T | undefined
  const page = defineComponent({
    setup() {
      result = composable()
      return () => null
    },
  })
  const { wrapper, router } = await open(page, {}, path)
  return { result: result as T, wrapper, router }
}
