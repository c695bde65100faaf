import { computed, reactive, shallowRef } from 'vue'
import { ApiError, getProgrammes, getRegisters } from '@/api/client'
import type { Programme, Register } from '@/api/types'
import { onChange } from './live'

const programmes = shallowRef<Programme[] | null>(null)
const registers = shallowRef<Register[] | null>(null)
const error = shallowRef<ApiError | null>(null)

/** What every page needs: the loaded programmes and the register declarations. */
export const session = {
  programmes: computed(() => programmes.value),
  registers: computed(() => registers.value ?? []),
  error: computed(() => error.value),
}

export async function loadSession(): Promise<void> {
  try {
    const [some, others] = await Promise.all([getProgrammes(), getRegisters()])
    programmes.value = some
    registers.value = others
    error.value = null
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause
    error.value = cause
  }
}

export function findProgramme(code: string): Programme | undefined {
  return programmes.value?.find((programme) => programme.code === code)
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
