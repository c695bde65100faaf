import { mergeAreas } from './messages'

export default mergeAreas(import.meta.glob('./zh/*.ts', { eager: true, import: 'default' }))
