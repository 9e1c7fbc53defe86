import { describeLauncher } from '@codistill/conformance';
import { local } from './local.ts';

describeLauncher(local);
