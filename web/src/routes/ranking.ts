import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/ranking', name: 'ranking', component: () => import('@/pages/ProgrammePage.vue') },
  { path: '/p/:programme/:period?', name: 'programme', component: () => import('@/pages/ProgrammePage.vue'), meta: { area: 'ranking' } },
  { path: '/p/:programme/:period/village/:region', name: 'village', component: () => import('@/pages/VillagePage.vue'), meta: { area: 'ranking' } },
] satisfies RouteRecordRaw[]
