import type { RouteRecordRaw } from 'vue-router'

export default [{ path: '/map', name: 'map', component: () => import('@/pages/MapPage.vue') }] satisfies RouteRecordRaw[]
