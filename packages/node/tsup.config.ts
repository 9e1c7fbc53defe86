import { library } from '../../tsup.base.ts';

// tsup would bundle an optional dependency.
export default library(['src/index.ts', 'src/viewWorker.ts'], { external: ['sharp'] });
