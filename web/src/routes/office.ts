import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/board/:ledger?', name: 'board', component: () => import('@/pages/BoardPage.vue') },
  { path: '/tasks/:view?', name: 'tasks', component: () => import('@/pages/TasksPage.vue') },
  { path: '/reports/:ledger?', name: 'reports', component: () => import('@/pages/ReportsPage.vue') },
  { path: '/documents/:document?', name: 'documents', component: () => import('@/pages/DocumentsPage.vue') },
  { path: '/messages/:view?', name: 'messages', component: () => import('@/pages/MessagesPage.vue') },
  { path: '/figures/:view?', name: 'figures', component: () => import('@/pages/FiguresPage.vue') },
  { path: '/settlements/:view?', name: 'settlements', component: () => import('@/pages/SettlementsPage.vue') },
  { path: '/draws/:draw?', name: 'draws', component: () => import('@/pages/DrawsPage.vue') },
  { path: '/people/:view?', name: 'people', component: () => import('@/pages/PeoplePage.vue') },
  { path: '/programmes/:programme?', name: 'programmes', component: () => import('@/pages/ProgrammesPage.vue') },
  { path: '/system/:view?', name: 'system', component: () => import('@/pages/SystemPage.vue') },
  { path: '/me', name: 'profile', component: () => import('@/pages/ProfilePage.vue') },
] satisfies RouteRecordRaw[]
