// node nodes.mjs 22 24: fails unless the TensorFlow engine loads and computes a gradient on each of
// these versions of Node, which npm installs.
import { execFileSync } from 'node:child_process';

for (const version of process.argv.slice(2)) {
  const installer = 'packages/runtime-tensorflow/dist/installer.js';
  const said = execFileSync('npx', ['--yes', `node@${version}`, installer, 'status', '--json'], {
    encoding: 'utf8',
  });
  const { engines } = JSON.parse(said.slice(said.indexOf('{')));
  const cpu = engines.find(({ kind }) => kind === 'cpu');
  console.log(
    `Node ${version}: ${cpu.checked ? `TensorFlow ${cpu.checked.tensorflow} takes a gradient` : cpu.reason}`,
  );
  if (!cpu.checked) process.exitCode = 1;
}
