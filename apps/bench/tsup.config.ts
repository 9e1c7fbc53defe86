import { library } from '../../tsup.base.ts';

export default library(['src/main.ts', 'src/engine.ts', 'src/epochRun.ts', 'src/imagesEngine.ts']);
