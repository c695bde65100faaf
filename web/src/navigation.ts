import { Aim, Bell, Clock, DataAnalysis, Document, Files, Flag, House, List, MapLocation, Memo, Notebook, OfficeBuilding, Setting, TrendCharts, Upload, User } from '@element-plus/icons-vue'
import type { Component } from 'vue'

/** A right of a role, as `GET /api/session` names it. */
export type Right = 'read' | 'figures' | 'export' | 'write' | 'publish' | 'configure' | 'accounts' | 'grant' | 'delegate' | 'trail' | 'reveal'

export interface NavItem {
  /** Name of its route and of its word in `nav`; an item without a route is not shown. */
  name: string
  icon: Component
  /** One of these opens it; none given: everybody. */
  rights?: Right[]
  group: 'groupDaily' | 'groupData' | 'groupAdmin'
  /** In the bar at the bottom of a phone; the others stand behind “more”. */
  phone?: boolean
}

export const navigation: NavItem[] = [
  { name: 'start', icon: House, group: 'groupDaily', phone: true },
  { name: 'map', icon: MapLocation, rights: ['read', 'figures'], group: 'groupDaily', phone: true },
  { name: 'board', icon: DataAnalysis, rights: ['read'], group: 'groupDaily' },
  { name: 'ledgers', icon: Notebook, rights: ['read'], group: 'groupDaily', phone: true },
  { name: 'tasks', icon: Flag, rights: ['read'], group: 'groupDaily' },
  { name: 'reports', icon: Clock, rights: ['read'], group: 'groupDaily' },
  { name: 'documents', icon: Document, rights: ['read'], group: 'groupDaily' },
  { name: 'messages', icon: Bell, group: 'groupDaily' },
  { name: 'ranking', icon: Memo, rights: ['figures'], group: 'groupDaily', phone: true },
  { name: 'figures', icon: TrendCharts, rights: ['figures', 'read'], group: 'groupDaily' },
  { name: 'draws', icon: Aim, rights: ['read', 'publish'], group: 'groupDaily' },
  { name: 'registers', icon: List, rights: ['read'], group: 'groupData' },
  { name: 'settlements', icon: OfficeBuilding, rights: ['read'], group: 'groupData' },
  { name: 'import', icon: Upload, rights: ['write'], group: 'groupData' },
  { name: 'programmes', icon: Files, rights: ['configure', 'publish'], group: 'groupAdmin' },
  { name: 'people', icon: User, rights: ['accounts', 'grant', 'delegate'], group: 'groupAdmin' },
  { name: 'system', icon: Setting, rights: ['trail', 'configure', 'accounts'], group: 'groupAdmin' },
]

/** The items for a person with these rights, among routes that exist. */
export function navigationFor(rights: ReadonlySet<string>, exists: (route: string) => boolean): NavItem[] {
  return navigation.filter((item) => exists(item.name) && (!item.rights || item.rights.some((right) => rights.has(right))))
}
