import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { navigationFor, type NavItem } from '@/navigation'
import { chosen, session } from './session'

/** The items this person sees and which of them the page stands under. */
export function useNavigation() {
  const route = useRoute()
  const router = useRouter()
  const items = computed(() => navigationFor(session.rights.value, (name) => router.hasRoute(name)))
  const here = computed(() => route.meta.area ?? String(route.name ?? ''))
  const isHere = (item: NavItem) => item.name === here.value
  /** The ranking goes back to the programme and period that were looked at. */
  function target(item: NavItem) {
    if (item.name !== 'ranking' || !chosen.programme) return { name: item.name }
    return { name: 'programme', params: { programme: chosen.programme, period: chosen.period || undefined } }
  }
  return { items, here, isHere, target }
}
