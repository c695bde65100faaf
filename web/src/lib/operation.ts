/** A random identifier of version 4; `crypto.randomUUID` exists only on HTTPS and localhost. */
export function newOperationId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [8, 13, 18, 23].reduce((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex)
}

/**
 * Keeps one operation id per action until the server has answered, so that a retry after a lost
 * connection counts once. `action` names the act and its content (file, size, options).
 */
export class OperationKeeper {
  private readonly pending = new Map<string, string>()

  constructor(private readonly make: () => string = newOperationId) {}

  idFor(action: string): string {
    const known = this.pending.get(action)
    if (known) return known
    const id = this.make()
    this.pending.set(action, id)
    return id
  }

  /** The server answered: the next time, it is a new act. */
  settle(action: string): void {
    this.pending.delete(action)
  }
}
