import { describeRegistry } from '@codistill/conformance';
import { registry, settings } from './everything.ts';

describeRegistry(registry, { ...settings, kinds: ['lesson'] });
