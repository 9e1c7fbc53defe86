import { describeRegistry, type ObserverSettings } from '@codistill/conformance';
import { registry, settings, trackers } from './everything.ts';

/** Lines, without the remaining time. */
const inLines: ObserverSettings['outlet'] = () => {
  const written: string[] = [];
  return {
    options: { write: (line: string) => void written.push(line.replace(/, [\d:]+ left/, '')) },
    written: () => written,
  };
};

describeRegistry(registry, {
  ...settings,
  kinds: ['observer'],
  plugins: {
    ...trackers,
    'observer/progress': { outlet: inLines },
    'observer/early-stop': { alternatives: { metric: ['train/loss', 'validation/nll'] } },
  },
});
