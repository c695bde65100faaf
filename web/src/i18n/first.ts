import shellEn from './en/shell'
import startEn from './en/start'
import { mergeAreas } from './messages'
import shellZh from './zh/shell'
import startZh from './zh/start'

/** What the frame and the start page say, in both languages: there before anything else is loaded. */
export const first = { zh: mergeAreas({ shellZh, startZh }), en: mergeAreas({ shellEn, startEn }) }
