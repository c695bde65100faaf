const BROWSERS: [RegExp, string][] = [[/MicroMessenger\/([\d.]+)/, 'WeChat'], [/Edg\w*\/([\d]+)/, 'Edge'], [/Firefox\/(\d+)/, 'Firefox'], [/(?:Chrome|CriOS)\/(\d+)/, 'Chrome'], [/Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/, 'Safari']]
const SYSTEMS: [RegExp, string][] = [[/HarmonyOS/, 'HarmonyOS'], [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']]

/** What a browser says it is, in two words: `Chrome 120 · Windows`; what it said itself where nothing is known of it. */
export function deviceName(said: string): string {
  const browser = BROWSERS.flatMap(([pattern, name]) => { const found = pattern.exec(said); return found ? [`${name} ${found[1].split('.')[0]}`] : [] })[0]
  const system = SYSTEMS.find(([pattern]) => pattern.test(said))?.[1]
  return [browser, system].filter(Boolean).join(' · ') || said
}
