/** The map of the screens. Every room is fetched when first opened; all of them are kept for offline by the service worker. */

import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { person, restore } from './session'
import { firstTab } from './tabs'

const id = { props: true }

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => (person.value ? firstTab() : '/sign-in') },
  { path: '/sign-in', component: () => import('./mine/SignIn.vue'), meta: { bare: true, open: true } },

  { path: '/today', component: () => import('@/incidents/Today.vue') },
  { path: '/incidents', component: () => import('@/incidents/IncidentList.vue') },
  { path: '/incidents/new', component: () => import('@/incidents/NewIncident.vue'), meta: { tab: '/today' } },
  { path: '/incidents/:id', component: () => import('@/incidents/record/IncidentPage.vue'), meta: { tab: '/incidents' }, ...id },
  { path: '/incidents/:id/hand-in', component: () => import('@/reviews/hand-in/HandIn.vue'), meta: { tab: '/incidents' }, ...id },

  { path: '/record', component: () => import('@/footage/Recorder.vue'), meta: { bare: true } },
  { path: '/my-recordings', component: () => import('@/footage/on-phone/MyRecordings.vue'), meta: { tab: '/today' } },
  { path: '/my-recordings/:id', component: () => import('@/footage/on-phone/OneOnPhone.vue'), meta: { tab: '/today' }, ...id },
  { path: '/recordings/:id', component: () => import('@/continuity/VerdictPage.vue'), meta: { tab: '/incidents' }, ...id },

  { path: '/inbox', component: () => import('@/reviews/Inbox.vue') },
  { path: '/reviews/:id', component: () => import('@/reviews/ReviewPage.vue'), meta: { tab: '/inbox' }, ...id },
  { path: '/reviews/:id/signature', component: () => import('@/reviews/sign/SignaturePage.vue'), meta: { tab: '/inbox' }, ...id },

  { path: '/board', component: () => import('@/oversight/BoardPage.vue') },
  { path: '/trail/:kind/:id', component: () => import('@/oversight/TrailPage.vue'), ...id },
  { path: '/system', component: () => import('@/oversight/SystemPage.vue') },

  { path: '/devices', component: () => import('@/devices/DeviceList.vue') },
  { path: '/devices/this', component: () => import('@/devices/ThisPhone.vue'), meta: { tab: '/mine' } },

  { path: '/people', component: () => import('@/people/PeoplePage.vue') },
  { path: '/people/waiting', component: () => import('@/people/RolesWaiting.vue'), meta: { tab: '/people' } },
  { path: '/people/import', component: () => import('@/people/ImportPage.vue'), meta: { tab: '/people' } },
  { path: '/people/units', component: () => import('@/people/UnitsPage.vue'), meta: { tab: '/people' } },
  { path: '/people/:id', component: () => import('@/people/PersonPage.vue'), meta: { tab: '/people' }, ...id },

  { path: '/mine', component: () => import('./mine/Mine.vue') },
  { path: '/mine/keys', component: () => import('@/reviews/sign/SigningKeys.vue'), meta: { tab: '/mine' } },
  { path: '/mine/sessions', component: () => import('./mine/Sessions.vue'), meta: { tab: '/mine' } },
  { path: '/mine/password', component: () => import('./mine/Password.vue'), meta: { tab: '/mine' } },
  { path: '/:rest(.*)*', component: () => import('./NotFound.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
})

let restored = false
router.beforeEach(async (to) => {
  if (to.meta['open']) return true
  if (!person.value && !restored) await restore()
  restored = true
  return person.value ? true : { path: '/sign-in', query: to.path === '/' ? {} : { to: to.fullPath } }
})
