import { fileURLToPath } from 'node:url'

import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const apiUrl = process.env.GUILDHALL_API_URL ?? 'http://127.0.0.1:3000'
const sitePort = Number(process.env.GUILDHALL_SITE_PORT ?? 4200)

export default defineConfig({
  plugins: [vue(), tailwindcss(), preloadApplication()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  json: { namedExports: false },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // a data: URL would need a hole in the content security policy
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: chunkGroups(),
        },
      },
    },
  },
  server: proxied(),
  preview: proxied(),
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts'],
    css: { include: /\?raw/ },
    restoreMocks: true,
    unstubGlobals: true,
  },
})

/**
 * Three files that every first visit needs, instead of a dozen small ones: what boot.ts does alone, the framework
 * (which a release rarely changes), and the application's frame. Pages follow in files of their own, and the icons that
 * several of them share in one: thirty tiny files compress badly. Those of the login page stay apart.
 */
function chunkGroups() {
  const boot = 'core/(auth|login|storage|callback|prefetch|earlyData|locale|requestId)\\.ts|pages\\.ts'
  const frame = 'core/(i18n|messages|paths|theme|network|title|clock|shortcuts)\\.ts|layout/(ErrorBoundary|UnreachablePage)|features/\\w+/asking'
  const icon = '@lucide/vue/dist/esm/icons/(?!(bug|check|circle-alert|cloud-off|languages|loader-circle|monitor|moon|sun)\\.)'
  return [
    { name: 'boot', test: new RegExp(`/src/(${boot})|vite/preload-helper`), priority: 3 },
    { name: 'vue', test: /node_modules\/(@vue|vue|vue-router)\/|@lucide\/vue\/dist\/esm\/(?!icons)|export-helper/, priority: 2 },
    { name: 'icons', test: new RegExp(icon), minShareCount: 3, priority: 1 },
    { name: 'app', test: new RegExp(`/src/(router|App|${frame})`), priority: 1 },
  ]
}

function proxied() {
  return { host: '127.0.0.1', port: sitePort, strictPort: true, proxy: { '/api': apiUrl } }
}

/** Fetch the application while boot.ts still waits for the login: one round trip less before the first page. */
function preloadApplication(): Plugin {
  return {
    name: 'guildhall:preload-application',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((output) => output.type === 'chunk')
        const main = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/src/main.ts'))
        return [main?.fileName, ...(main?.imports ?? [])]
          .filter((file) => file !== undefined && !html.includes(`href="/${file}"`))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
            injectTo: 'head' as const,
          }))
      },
    },
  }
}
