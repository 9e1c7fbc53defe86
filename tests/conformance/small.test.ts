import { describeRegistry } from '@codistill/conformance';
import { registry, settings } from './everything.ts';

describeRegistry(registry, {
  ...settings,
  kinds: ['perturbation', 'perturbationSchedule', 'order', 'framing', 'optimizer', 'schedule'],
  plugins: { 'schedule/plateau': { alternatives: { metric: ['train/loss', 'train/accuracy/a'] } } },
});
