import type { RouteRecordRaw } from 'vue-router'
import StartPage from '@/pages/StartPage.vue'

// Part of the program itself: it is what almost everybody sees first.
export default [{ path: '/', name: 'start', component: StartPage, meta: { early: true } }] satisfies RouteRecordRaw[]
