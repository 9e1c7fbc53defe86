import sharp from 'sharp';
import * as vega from 'vega';
import { compile } from 'vega-lite';
import type { Chart } from './chart.ts';

/** A chart as SVG. */
export async function drawChart({ spec }: Chart): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec).spec), {
    renderer: 'none',
    logLevel: vega.Error,
  });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** An SVG as PNG on white, at twice its size. */
export const toPng = (svg: string): Promise<Uint8Array> =>
  sharp(Buffer.from(svg), { density: 144 }).flatten({ background: '#ffffff' }).png().toBuffer();
