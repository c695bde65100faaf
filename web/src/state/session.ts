import { computed, reactive, shallowRef } from 'vue'
import { ApiError, getProgrammes, getRegisters, getWhoAmI } from '@/api/client'
import type { Programme, Register, WhoAmI } from '@/api/types'
import { isWithin } from '@/lib/places'
import type { Right } from '@/navigation'
import { onChange } from './live'

const programmes = shallowRef<Programme[] | null>(null)
const registers = shallowRef<Register[] | null>(null)
const who = shallowRef<WhoAmI | null>(null)
const error = shallowRef<ApiError | null>(null)
const ALL: Right[] = ['read', 'figures', 'export', 'write', 'publish', 'configure', 'accounts', 'grant', 'delegate', 'trail', 'reveal']
let wanted = false
/** While there are no accounts, the person at the machine may do everything. */
const isMachine = computed(() => who.value !== null && !who.value.required)
const rights = computed(() => new Set<string>(isMachine.value ? ALL : (who.value?.rights ?? [])))

/** What every page needs: who asks and what he may, the loaded programmes and the register declarations. */
export const session = {
  programmes: computed(() => programmes.value),
  registers: computed(() => registers.value ?? []),
  error: computed(() => error.value),
  who: computed(() => who.value),
  rights,
  isMachine,
  mustSignIn: computed(() => error.value?.status === 401 || (who.value !== null && who.value.required && !who.value.account)),
  mustChange: computed(() => who.value?.account?.must_change ?? false),
}

export const can = (right: string): boolean => rights.value.has(right)

/** True when one of the caller's grants gives one of these roles; the person at the machine acts beside them. */
export function hasRole(roles: readonly string[]): boolean {
  return isMachine.value || (who.value?.grants ?? []).some((grant) => roles.includes(grant.role))
}

/** The part of `scope` (12 digits) that the caller's grants reach; null where they reach nothing of it. */
export function reachWithin(scope: string): string | null {
  const regions = (who.value?.grants ?? []).map((grant) => grant.region)
  if (isMachine.value || regions.some((region) => !region || isWithin(scope, region))) return scope
  return regions.find((region) => isWithin(region, scope)) ?? null
}

async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause
    error.value = cause
  }
}

/** Who asks; of the programmes and registers, only what was asked for before. */
export const loadSession = (): Promise<void> => guarded(async () => {
  who.value = await getWhoAmI()
  error.value = null
  if (wanted) await fetchCatalogue()
})

async function fetchCatalogue(): Promise<void> {
  if (session.mustSignIn.value || session.mustChange.value) return
  const [some, others] = await Promise.all([can('read') || can('figures') ? getProgrammes() : [], getRegisters()])
  programmes.value = some
  registers.value = others
}

/** Programmes and registers, from now on and after every change; before it is known who asks, right after that. */
export async function loadCatalogue(): Promise<void> {
  if (wanted) return
  wanted = true
  if (who.value) await guarded(fetchCatalogue)
}

export function findProgramme(code: string): Programme | undefined {
  return programmes.value?.find((programme) => programme.code === code)
}

/** The programme of the reader's own place: first the one whose whole scope lies within it. */
export function ownProgramme(): Programme | undefined {
  const own = (who.value?.account?.region ?? '').replace(/0+$/, '')
  return programmes.value?.find((one) => one.scope.every((region) => region.startsWith(own))) ?? programmes.value?.[0]
}

export function findRegister(name: string): Register | undefined {
  return registers.value?.find((register) => register.name === name)
}

// A programme or a period may have come with the change; the figures on the page go first.
let timer: ReturnType<typeof setTimeout> | undefined
onChange(() => {
  clearTimeout(timer)
  timer = setTimeout(() => void loadSession(), 1500)
})

/** The programme and period being looked at, kept while the visitor is on another page. */
export const chosen = reactive({ programme: '', period: '' })
