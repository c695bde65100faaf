/** Photos made small enough for a village's network: at most 1600 pixels a side, about 300 kB. */
const SIDE_MAX = 1600
const QUALITY = 0.72
/** A file that is small already goes as it is, with the time and place that its camera wrote into it. */
const SMALL_BYTES = 400_000

/** Width and height so that neither is above `most`, in the same proportion. */
export function shrunk(width: number, height: number, most = SIDE_MAX): [number, number] {
  const scale = Math.min(1, most / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

export interface SmallPhoto { bytes: ArrayBuffer; fileName: string; url: string }

export async function shrinkPhoto(file: File): Promise<SmallPhoto> {
  const isJpeg = file.type === 'image/jpeg'
  if (isJpeg && file.size <= SMALL_BYTES) return { bytes: await file.arrayBuffer(), fileName: file.name, url: URL.createObjectURL(file) }
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const canvas = document.createElement('canvas')
  const [width, height] = shrunk(picture.width, picture.height)
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')!.drawImage(picture, 0, 0, width, height)
  picture.close()
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  if (!blob) throw new Error('the browser could not make the photo smaller')
  return { bytes: await blob.arrayBuffer(), fileName: file.name.replace(/\.\w+$/, '') + '.jpg', url: URL.createObjectURL(blob) }
}
