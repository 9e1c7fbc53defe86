// Writes gradients.ts of the runtimes that need one: the gradients of TensorFlow.js as one module over its public package. Its own module of gradients loads in no Node program
// (extensionless imports), and the package `@tensorflow/tfjs`, which holds them too, brings layers, converter and WebGL. Run by hand after an update:
//   node packages/runtime-cpu/scripts/gradients.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);
const root = path.dirname(require.resolve('@tensorflow/tfjs-core/package.json'));
const { build } = createRequire(require.resolve('tsup'))('esbuild');

// What has state must be the package's own.
const stateful = {
  engine: "import { engine } from '@tensorflow/tfjs-core'; export const ENGINE = engine();",
  environment: "export { env, ENV, Environment } from '@tensorflow/tfjs-core';",
  'backends/backend_util': `import { backend_util } from '@tensorflow/tfjs-core'; export const { ${Object.keys(tf.backend_util).join(', ')} } = backend_util;`,
  tensor:
    "import { Tensor } from '@tensorflow/tfjs-core'; export { Tensor, TensorBuffer, Variable } from '@tensorflow/tfjs-core'; export const getGlobalTensorClass = () => Tensor;",
};
const exportsOf = (text) => [...text.matchAll(/export (?:const|function|class) (\w+)/g)].map(([, name]) => name);

const { outputFiles } = await build({
  entryPoints: [path.join(root, 'dist/register_all_gradients.js')],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2023',
  charset: 'utf8',
  legalComments: 'none',
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['@tensorflow/tfjs-core'],
  plugins: [
    {
      name: 'public-core',
      setup({ onLoad, onResolve, resolve }) {
        onResolve({ filter: /^\.\.?\// }, async ({ path: file, pluginData, ...where }) => {
          if (pluginData === 'resolved') return undefined;
          const found = await resolve(file, { ...where, pluginData: 'resolved' });
          return { ...found, pluginData: undefined, sideEffects: false };
        });
        onLoad({ filter: /tfjs-core\/dist\/.*\.js$/ }, ({ path: file }) => {
          const text = readFileSync(file, 'utf8').replace(/\/\/# sourceMappingURL=.*/, '');
          const names = exportsOf(text);
          const own = stateful[path.relative(path.join(root, 'dist'), file).replace('.js', '')];
          if (own) return { contents: own, loader: 'js' };
          const known = names.length > 0 && names.every((name) => name in tf) && !/export (?:\*|\{)/.test(text);
          return { contents: known ? `export { ${names.join(', ')} } from '@tensorflow/tfjs-core';` : text, loader: 'js' };
        });
      },
    },
  ],
});

const head = `// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// @ts-nocheck generated
// The gradients of TensorFlow.js ${tf.version_core}, written by scripts/gradients.mjs. Copyright Google LLC, Apache License 2.0.
`;
const text = outputFiles[0].text.trim().replace(/;(?=(?:var|import|function|init_)\b)/g, ';\n');
for (const target of ['../src/gradients.ts', '../../runtime-wasm/src/engine/gradients.ts']) {
  writeFileSync(new URL(target, import.meta.url), `${head}${text}\nexport {};\n`);
}
