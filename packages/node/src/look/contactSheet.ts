import { loadSharp } from '../sharpDecoder.ts';
import type { SheetImage, SheetRow } from './sheetRows.ts';

const cell = 112;
const gap = 10;
const margin = 20;
const titleWidth = 190;
const lineHeight = 13;
const headHeight = 46;

/**
 * A contact sheet as PNG: a row of images for each state, with its title at the left and labels
 * below the images. Small images are enlarged by whole factors, so that each pixel stays a square.
 * @throws InputError if the library sharp is not installed.
 */
export async function contactSheet(
  heading: string,
  rows: readonly SheetRow[],
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const columns = rows.reduce((most, { images }) => Math.max(most, images.length), 0);
  const tops: number[] = [];
  let height = margin + headHeight;
  for (const row of rows) {
    tops.push(height);
    height += cell + captionHeight(row) + gap;
  }
  height += margin - gap;
  const width = 2 * margin + titleWidth + columns * (cell + gap) - gap;
  const left = (column: number) => margin + titleWidth + column * (cell + gap);
  const pictures = rows.flatMap(({ images }, r) =>
    images.map(async (image, column) => {
      const shown = shownSize(image);
      const raw = sharp(image.pixels, { raw: rawOf(image) });
      const grey = image.channels === 3 ? raw : raw.extractChannel(0);
      return {
        input: await grey
          .resize(shown.width, shown.height, { fit: 'fill', kernel: shown.kernel })
          .toColourspace('srgb')
          .png()
          .toBuffer(),
        top: Math.round(tops[r]! + (cell - shown.height) / 2),
        left: Math.round(left(column) + (cell - shown.width) / 2),
      };
    }),
  );
  const words = textOf(heading, rows, tops, left, { height, width });
  const canvas = sharp({ create: { width, height, channels: 3, background: '#ffffff' } });
  return canvas
    .composite([...(await Promise.all(pictures)), { input: Buffer.from(words), top: 0, left: 0 }])
    .png()
    .toBuffer();
}

/** The height of the labels below the images of a row. */
const captionHeight = ({ images }: SheetRow): number => {
  const lines = images.reduce((most, { caption = [] }) => Math.max(most, caption.length), 0);
  return lines === 0 ? 0 : lines * lineHeight + 5;
};

const rawOf = ({ height, width, channels }: SheetImage) => ({
  height,
  width,
  channels: channels as 1 | 2 | 3 | 4,
});

/** The size in a cell: enlarged by a whole factor, or made smaller. */
function shownSize({ height, width }: SheetImage) {
  const longest = Math.max(height, width);
  const factor = longest <= cell ? Math.floor(cell / longest) : cell / longest;
  return {
    height: Math.max(1, Math.round(height * factor)),
    width: Math.max(1, Math.round(width * factor)),
    kernel: longest <= cell ? ('nearest' as const) : ('lanczos3' as const),
  };
}

/** All text of the sheet as SVG. */
function textOf(
  heading: string,
  rows: readonly SheetRow[],
  tops: readonly number[],
  left: (column: number) => number,
  { height, width }: { readonly height: number; readonly width: number },
): string {
  const text = (x: number, y: number, words: string, more = '') =>
    `<text x="${x}" y="${y}" ${more}>${escaped(words)}</text>`;
  const all = rows.flatMap((row, r) => [
    ...titleLines(row.title).map((line, i) =>
      text(margin, tops[r]! + cell / 2 - 2 + 17 * i, line, 'font-size="13"'),
    ),
    ...row.images.flatMap((image, column) => [
      frame(left(column), tops[r]!, image),
      ...(image.caption ?? []).map((line, i) =>
        text(
          left(column) + cell / 2,
          tops[r]! + cell + lineHeight * (i + 1),
          shortened(line, 19),
          'font-size="10.5" fill="#555555" text-anchor="middle"',
        ),
      ),
    ]),
  ]);
  const head = text(
    margin,
    margin + 15,
    shortened(heading, Math.floor(width / 9)),
    'font-size="16" font-weight="bold"',
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" fill="#222222">${head}${all.join('')}</svg>`;
}

/** A thin line around an image in a cell, which shows where a white image ends. */
function frame(left: number, top: number, image: SheetImage): string {
  const { height, width } = shownSize(image);
  const x = left + Math.round((cell - width) / 2) - 0.5;
  const y = top + Math.round((cell - height) / 2) - 0.5;
  return `<rect x="${x}" y="${y}" width="${width + 1}" height="${height + 1}" fill="none" stroke="#cccccc"/>`;
}

/** 'perturbed:' and 'mixup', below each other. */
function titleLines(title: string): string[] {
  const at = title.indexOf(': ');
  return at < 0 ? [title] : [title.slice(0, at), title.slice(at + 2)];
}

const shortened = (words: string, most: number) =>
  words.length <= most ? words : `${words.slice(0, most - 1)}…`;

const escaped = (words: string) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
