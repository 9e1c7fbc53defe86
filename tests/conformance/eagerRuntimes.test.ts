import { describeRuntime } from '@codistill/conformance';
import { cpu } from '@codistill/runtime-cpu';
import { wasm } from '@codistill/runtime-wasm';
import { registry } from './everything.ts';

describeRuntime('cpu', { registry, runtime: cpu, strategies: ['competitive'] });
describeRuntime('wasm', { registry, runtime: wasm, strategies: ['competitive'] });
