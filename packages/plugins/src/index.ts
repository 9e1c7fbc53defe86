export { exportsOf, modules, registry } from './registry.ts';
