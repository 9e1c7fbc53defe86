import { library } from '../../tsup.base.ts';
import { bundledGradients } from '../../tsup.gradients.ts';

export default library(['src/index.ts'], {
  noExternal: [/register_all_gradients/],
  esbuildPlugins: [bundledGradients],
});
