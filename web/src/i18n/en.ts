import { mergeAreas } from './messages'

export default mergeAreas(import.meta.glob('./en/*.ts', { eager: true, import: 'default' }))
