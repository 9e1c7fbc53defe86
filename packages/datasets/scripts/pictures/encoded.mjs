import sharp from 'sharp';

const formats = { png: ['png'], jpeg: ['jpg'], mixed: ['png', 'jpg'] };

/**
 * The pictures as encoded files: label, number in the class, ending and bytes. Larger sizes than 32
 * are enlarged, so that decoding takes longer.
 */
export async function encoded({ pictures }, { format, size }) {
  const endings = formats[format];
  const counts = new Map();
  const files = pictures.map(async ({ label, pixels }, i) => {
    const number = counts.get(label) ?? 0;
    counts.set(label, number + 1);
    const ending = endings[i % endings.length];
    const raw = { raw: { width: 32, height: 32, channels: 3 } };
    const image = sharp(pixels, raw).resize(size, size, { kernel: 'cubic' });
    const bytes = await (ending === 'png'
      ? image.png({ compressionLevel: 6 })
      : image.jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    ).toBuffer();
    return { label, number: String(number).padStart(5, '0'), ending, bytes };
  });
  return Promise.all(files);
}
