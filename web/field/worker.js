// Lets the field page open without a network. The page's own files are kept under the hash of all of them; a new
// version is fetched whole before it takes the place of the old one. Requests for data are not touched.
const FILES = self.FIELD_FILES
const CACHE = `field-${self.FIELD_VERSION}`

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('field-') && name !== CACHE
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith('/field')) return
  const wanted = event.request.mode === 'navigate' ? '/field/' : url.pathname
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(wanted)).then((kept) => kept ?? fetch(event.request)))
})
