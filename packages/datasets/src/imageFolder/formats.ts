/** The endings of files that are decoded. */
const decoded = ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'avif', 'gif', 'tif', 'tiff'];
/** The endings of images that are not decoded; torchvision takes some of them. */
const others = ['bmp', 'ppm', 'pgm', 'pbm', 'heic', 'heif', 'jp2', 'jxl', 'ico', 'psd'];

const endingOf = (name: string) => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Whether a name has the ending of an image, decoded or not. Hidden files have none. */
export const isImageName = (name: string): boolean =>
  !name.startsWith('.') && [...decoded, ...others].includes(endingOf(name));

/** Whether files with such a name are decoded. */
export const isDecoded = (name: string): boolean => decoded.includes(endingOf(name));

const text = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to));

/** The format that the first 16 bytes of a file show; undefined if it is no image. */
export function seemsImage(head: Uint8Array): string | undefined {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'JPEG';
  if (text(head, 1, 4) === 'PNG' && head[0] === 0x89) return 'PNG';
  if (/^GIF8[79]a$/.test(text(head, 0, 6))) return 'GIF';
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WEBP') return 'WebP';
  if (['II*\0', 'MM\0*'].includes(text(head, 0, 4))) return 'TIFF';
  if (text(head, 4, 8) === 'ftyp' && /^avi[fs]$/.test(text(head, 8, 12))) return 'AVIF';
}
