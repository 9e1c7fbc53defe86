import { sizeOf } from '../engine/engine.ts';
import { floatKernel } from './kernel.ts';

/** max(x, 0). */
export const rectify = floatKernel('Rectify', (engine, { x }) => {
  const y = engine.output(x!.shape);
  engine.assembly.rectify(engine.address(x!), engine.address(y), sizeOf(x!.shape));
  return y;
});

/** dy where y > 0, else 0. */
export const rectifyGrad = floatKernel('RectifyGrad', (engine, { dy, y }) => {
  const dx = engine.output(y!.shape);
  engine.assembly.rectifyGrad(
    engine.address(dy!),
    engine.address(y!),
    engine.address(dx),
    sizeOf(y!.shape),
  );
  return dx;
});
