import { currentLanguage } from '.'

const ENGLISH: Record<string, string> = {
  户: 'households', 人: 'people', 元: 'yuan', 万元: '10,000 yuan', 次: 'times', 小时: 'h', 天: 'days', 台: 'sets', 个: 'pieces', 条: 'items', 份: 'copies', 分: 'fen', 项: 'items', 辆: 'vehicles', 笔: 'payments', 层: 'storeys',
}

/** The unit of a field in the language of the page; without one where English has no word for it. */
export function unitText(unit: string | null | undefined): string {
  if (!unit || currentLanguage() === 'zh') return unit ?? ''
  return ENGLISH[unit] ?? (/[\u4e00-\u9fff]/.test(unit) ? '' : unit)
}
