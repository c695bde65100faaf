import type { RouteRecordRaw } from 'vue-router'

export default [{ path: '/:rest(.*)*', name: 'lost', component: () => import('@/pages/LostPage.vue') }] satisfies RouteRecordRaw[]
