import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const dist = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json')),
  'dist',
);

// What has state must be the public package's own, or there would be two engines.
const stateful: Readonly<Record<string, string>> = {
  engine: "import { engine } from '@tensorflow/tfjs-core'; export const ENGINE = engine();",
  environment: "export { env, ENV, Environment } from '@tensorflow/tfjs-core';",
  'backends/backend_util': `import { backend_util } from '@tensorflow/tfjs-core'; export const { ${Object.keys(tf.backend_util).join(', ')} } = backend_util;`,
  tensor:
    "import { Tensor } from '@tensorflow/tfjs-core'; export { Tensor, TensorBuffer, Variable } from '@tensorflow/tfjs-core'; export const getGlobalTensorClass = () => Tensor;",
};
const exportsOf = (text: string) =>
  [...text.matchAll(/export (?:const|function|class) (\w+)/g)].map(([, name]) => name!);

/**
 * Bundles TensorFlow.js's module of all gradients, which no Node program can import as it is
 * (extensionless paths), and leaves everything that the public package exports to the public
 * package. `@tensorflow/tfjs`, which registers them too, would bring layers, converter and WebGL:
 * 200 MB.
 */
export const bundledGradients: Plugin = {
  name: 'bundled-gradients',
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^\.\.?\// }, async ({ path: file, pluginData, ...where }) => {
      if (pluginData === 'resolved' || !where.importer.startsWith(dist)) return undefined;
      const found = await resolve(file, { ...where, pluginData: 'resolved' });
      return {
        ...found,
        pluginData: undefined,
        sideEffects: /register_all_gradients/.test(where.importer),
      };
    });
    onLoad({ filter: /tfjs-core[\\/]dist[\\/].*\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8').replace(/\/\/# sourceMappingURL=.*/, '');
      const names = exportsOf(text);
      const own = stateful[path.relative(dist, file).replace('.js', '').replaceAll('\\', '/')];
      if (own) return { contents: own, loader: 'js' };
      const known =
        names.length > 0 && names.every((name) => name in tf) && !/export (?:\*|\{)/.test(text);
      return {
        contents: known ? `export { ${names.join(', ')} } from '@tensorflow/tfjs-core';` : text,
        loader: 'js',
      };
    });
  },
};
