import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

/** Width of an element in CSS pixels, kept up to date. */
export function useElementSize(element: Ref<HTMLElement | null>): { width: Ref<number> } {
  const width = ref(0)
  const measure = () => (width.value = element.value?.clientWidth ?? 0)
  const observer = new ResizeObserver(measure)
  onMounted(() => {
    measure()
    if (element.value) observer.observe(element.value)
  })
  onScopeDispose(() => observer.disconnect())
  return { width }
}
