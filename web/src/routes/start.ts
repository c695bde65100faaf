import type { RouteRecordRaw } from 'vue-router'

export default [{ path: '/', name: 'start', component: () => import('@/pages/StartPage.vue'), meta: { early: true } }] satisfies RouteRecordRaw[]
