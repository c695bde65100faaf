/** Photos to the program by tus 1.0.0, piece by piece: what has arrived stays there, also when the page is closed in between. */
import { Refused, askUpload, changing } from './api'
import type { Photo } from './outbox'

export const PIECE_BYTES = 131_072
const UPLOADS = '/api/evidence/uploads'

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

export function metadataOf(photo: Photo, key: string): string {
  const values: Record<string, string> = { register: photo.register, key, purpose: photo.purpose, filename: photo.fileName, taken_at: photo.takenAt }
  if (photo.lon && photo.lat) Object.assign(values, { lon: photo.lon, lat: photo.lat, datum: 'wgs84' })
  return Object.entries(values).filter(([, value]) => value).map(([name, value]) => `${name} ${base64(value)}`).join(',')
}

export interface Sending {
  photo: Photo
  key: string
  bytes: ArrayBuffer
  /** Counts the photo once, however often it is begun anew. */
  operation: string
  /** Called whenever more has arrived, before the next piece goes: it is to be kept. */
  progress: (photo: Photo) => Promise<void>
}

async function begin(sending: Sending): Promise<Photo> {
  const headers = {
    ...changing(sending.operation), 'Upload-Length': String(sending.bytes.byteLength), 'Upload-Metadata': metadataOf(sending.photo, sending.key),
  }
  const response = await askUpload(UPLOADS, 'POST', headers)
  const photo = { ...sending.photo, upload: response.headers.get('Location') ?? '', offset: 0 }
  await sending.progress(photo)
  return photo
}

/** Where an upload stands; undefined when the program has it no more (it keeps them for a day). */
async function standing(photo: Photo): Promise<number | undefined> {
  try {
    const response = await askUpload(photo.upload!, 'HEAD', {})
    return Number(response.headers.get('Upload-Offset'))
  } catch (cause) {
    if (cause instanceof Refused && cause.status === 404) return undefined
    throw cause
  }
}

async function append(photo: Photo, sending: Sending, offset: number): Promise<number> {
  const headers = { ...changing(sending.operation), 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) }
  const response = await askUpload(photo.upload!, 'PATCH', headers, sending.bytes.slice(offset, offset + PIECE_BYTES))
  return Number(response.headers.get('Upload-Offset'))
}

/** Uploads what is missing and returns the photo with the hash under which the program keeps it. */
export async function sendPhoto(sending: Sending): Promise<Photo> {
  let photo = sending.photo
  let offset = photo.upload ? await standing(photo) : undefined
  if (offset === undefined) {
    photo = await begin(sending)
    offset = 0
  }
  while (offset < sending.bytes.byteLength) {
    offset = await append(photo, sending, offset)
    photo = { ...photo, offset }
    await sending.progress(photo)
  }
  const state = (await (await askUpload(photo.upload!, 'GET', {})).json()) as { evidence: { sha256: string } | null }
  if (!state.evidence) throw new Refused({ kind: 'internal', message: { zh: '照片没有收全，将重新上传。', en: 'The photo did not arrive whole; it will be sent again.' } }, 500)
  return { ...photo, sha256: state.evidence.sha256 }
}
