import vue from '@vitejs/plugin-vue'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Plugin, defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The worker knows every file of the page, and is another one whenever one of them is. */
function fieldWorker(): Plugin {
  return {
    name: 'field-worker',
    apply: 'build',
    generateBundle(_, bundle) {
      const shipped = readdirSync(here('./field/public'))
      const names = [...Object.keys(bundle).filter((name) => !name.endsWith('.html')), ...shipped].sort()
      const hash = createHash('sha256').update(readFileSync(here('./field/worker.js')))
      for (const [name, file] of Object.entries(bundle).sort()) hash.update(name).update('source' in file ? file.source : file.code)
      for (const name of shipped) hash.update(readFileSync(here(`./field/public/${name}`)))
      const files = JSON.stringify(['/field/', ...names.map((name) => `/field/${name}`)])
      const head = `self.FIELD_VERSION = '${hash.digest('hex').slice(0, 16)}'\nself.FIELD_FILES = ${files}\n`
      this.emitFile({ type: 'asset', fileName: 'worker.js', source: head + readFileSync(here('./field/worker.js'), 'utf8') })
    },
  }
}

/** The field page: a bundle of its own, so that nothing of the large pages comes with it. */
export default defineConfig({
  root: here('./field'),
  publicDir: here('./field/public'),
  base: '/field/',
  plugins: [vue(), fieldWorker()],
  resolve: { alias: [{ find: '@', replacement: here('./src') }, { find: /^\/src\//, replacement: `${here('./src')}/` }] },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: { outDir: here('./dist/field'), emptyOutDir: true, target: 'es2019', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
