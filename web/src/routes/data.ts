import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/import', name: 'import', component: () => import('@/pages/ImportPage.vue') },
  { path: '/registers/:register?', name: 'registers', component: () => import('@/pages/RegistersPage.vue') },
] satisfies RouteRecordRaw[]
