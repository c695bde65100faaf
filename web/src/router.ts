import { createRouter, createWebHistory } from 'vue-router'
import ProgrammePage from './pages/ProgrammePage.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', component: ProgrammePage },
    { path: '/p/:programme/:period?', name: 'programme', component: ProgrammePage },
    { path: '/p/:programme/:period/village/:region', name: 'village', component: () => import('./pages/VillagePage.vue') },
    { path: '/import', name: 'import', component: () => import('./pages/ImportPage.vue') },
    { path: '/registers/:register?', name: 'registers', component: () => import('./pages/RegistersPage.vue') },
    { path: '/:rest(.*)*', name: 'lost', component: () => import('./pages/LostPage.vue') },
  ],
})
