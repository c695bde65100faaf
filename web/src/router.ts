import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Item of the navigation that a page stands under, where it has not its own name. */
    area?: string
    /** Shown before programmes and registers are known. */
    early?: boolean
  }
}

/** Every file of `routes` is the table of one area. */
const tables = import.meta.glob<RouteRecordRaw[]>('./routes/*.ts', { eager: true, import: 'default' })

export const router = createRouter({
  history: createWebHistory(),
  routes: Object.values(tables).flat(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
