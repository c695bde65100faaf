import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env.WANJIA_URL ?? 'http://127.0.0.1:8080'

// The program refuses requests of other sites: the pages under development pose as its own.
const proxy = { target: server, changeOrigin: true, headers: { Origin: server } }

/** Who asks is asked beside the program, not after it: on a slow line every further journey is felt. */
const fetchSession: Plugin = {
  name: 'fetch-session',
  transformIndexHtml: () => [{ tag: 'link', attrs: { rel: 'preload', as: 'fetch', crossorigin: true, href: '/api/session' }, injectTo: 'head' }],
}

export default defineConfig({
  plugins: [vue(), fetchSession],
  resolve: {
    alias: [
      { find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) },
      // The build whose worker is a file of its own, so that the pages run under a strict CSP.
      { find: /^maplibre-gl$/, replacement: 'maplibre-gl/dist/maplibre-gl-csp.js' },
    ],
  },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'es2020',
    chunkSizeWarningLimit: 1100,
    // A data: URL would be refused by the policy for fonts and workers: every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, proxy: { '/api': proxy } },
  preview: { port: 4173, proxy: { '/api': proxy } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
