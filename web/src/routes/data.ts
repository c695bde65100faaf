import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/import', name: 'import', component: () => import('@/pages/ImportPage.vue') },
  { path: '/registers/:register?', name: 'registers', component: () => import('@/pages/RegistersPage.vue') },
  { path: '/registers/:register/rows/:id', name: 'register-row', component: () => import('@/pages/RegisterRowPage.vue'), meta: { area: 'registers' } },
] satisfies RouteRecordRaw[]
