import { newOperationId } from '@/lib/operation'
import { ApiError, errorFrom, request, UNREACHABLE } from './http'

const PIECE_BYTES = 1 << 20
const TRIES = 5
const TUS = { 'Tus-Resumable': '1.0.0' }

export interface EvidenceClaim {
  register: string
  /** Key of the row or number of the entry. */
  key: string
  purpose: string
  file: File
}
export interface UploadedEvidence {
  sha256: string
  duplicate: 'none' | 'same' | 'alike'
  duplicate_of: string[]
}

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function metadata({ register, key, purpose, file }: EvidenceClaim): string {
  const told = { register, key: key.replaceAll('%', '%25').replaceAll('/', '%2F'), purpose, filename: file.name }
  return Object.entries(told).map(([name, value]) => `${name} ${encode(value)}`).join(',')
}

async function offsetOf(address: string): Promise<number> {
  const response = await request(address, { method: 'HEAD', headers: TUS })
  return Number(response.headers.get('Upload-Offset'))
}

/** Sends what is missing, a piece at a time; after a lost connection it asks how far it came and goes on from there. */
async function sendPieces(address: string, file: File, operation: string, progress: (share: number) => void): Promise<void> {
  let at = 0
  let failures = 0
  while (at < file.size) {
    try {
      const headers = { ...TUS, 'X-Wanjia-Operation': operation, 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' }
      await request(address, { method: 'PATCH', headers, body: file.slice(at, at + PIECE_BYTES) })
      at = Math.min(file.size, at + PIECE_BYTES)
      failures = 0
    } catch (cause) {
      const passing = cause instanceof ApiError && (cause.status === 0 || cause.status === 503 || cause.status === 409)
      if (!passing || ++failures > TRIES) throw cause
      await wait(500 * 2 ** failures)
      at = await offsetOf(address).catch(() => at)
    }
    progress(at / file.size)
  }
}

/** Uploads a file as evidence by tus 1.0.0; the whole upload is one operation and counts once. */
export async function uploadEvidence(claim: EvidenceClaim, progress: (share: number) => void): Promise<UploadedEvidence> {
  const operation = newOperationId()
  const headers = { ...TUS, 'X-Wanjia-Operation': operation, 'Upload-Length': String(claim.file.size), 'Upload-Metadata': metadata(claim) }
  const begun = await request('/api/evidence/uploads', { method: 'POST', headers })
  const address = begun.headers.get('Location')
  if (!address) throw new ApiError('internal', UNREACHABLE, begun.status)
  await sendPieces(address, claim.file, operation, progress)
  const { evidence } = (await (await request(address)).json()) as { evidence: UploadedEvidence | null }
  if (!evidence) throw errorFrom(500, '')
  return evidence
}
