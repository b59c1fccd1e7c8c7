/** Which tabs stand in the bar, by role. Only rooms that exist. */

import { computed } from 'vue'
import { holds } from './session'
import type { IconName } from './ui/Icon.vue'

export interface Tab {
  to: string
  icon: IconName
  word: string
}

const TABS = {
  today: { to: '/today', icon: 'today', word: 'tab.today' },
  record: { to: '/record', icon: 'record', word: 'tab.record' },
  incidents: { to: '/incidents', icon: 'cases', word: 'tab.incidents' },
  board: { to: '/board', icon: 'board', word: 'tab.board' },
  inbox: { to: '/inbox', icon: 'inbox', word: 'tab.inbox' },
  people: { to: '/people', icon: 'people', word: 'tab.people' },
  devices: { to: '/devices', icon: 'phone', word: 'tab.devices' },
  system: { to: '/system', icon: 'system', word: 'tab.system' },
  mine: { to: '/mine', icon: 'me', word: 'tab.mine' },
} satisfies Record<string, Tab>

type TabName = keyof typeof TABS

function names(): TabName[] {
  if (holds('legal', 'station_head', 'bureau_head')) return ['inbox', 'incidents', 'board', 'mine']
  if (holds('duty')) return ['board', 'incidents', 'devices', 'mine']
  if (holds('officer', 'auxiliary')) return ['today', 'record', 'incidents', 'mine']
  if (holds('inspector')) return ['board', 'incidents', 'mine']
  if (holds('admin')) return ['people', 'devices', 'system', 'mine']
  return ['mine']
}

export const tabs = computed<Tab[]>(() => {
  const shown = names()
  if (holds('admin') && !shown.includes('people')) shown.splice(-1, 0, 'people')
  return shown.map((name) => TABS[name])
})
export const firstTab = (): string => tabs.value[0]?.to ?? '/mine'
