import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/ledgers', name: 'ledgers', component: () => import('@/pages/LedgersPage.vue') },
  { path: '/ledgers/:ledger', name: 'ledger', component: () => import('@/pages/LedgerPage.vue'), meta: { area: 'ledgers' } },
  { path: '/ledgers/:ledger/new', name: 'new-entry', component: () => import('@/pages/NewEntryPage.vue'), meta: { area: 'ledgers' } },
  { path: '/ledgers/:ledger/entries/:number', name: 'entry', component: () => import('@/pages/EntryPage.vue'), meta: { area: 'ledgers' } },
] satisfies RouteRecordRaw[]
