import { describeOnTensorflow } from './onTensorflow.ts';

describeOnTensorflow({ kinds: ['backbone', 'optimizer'] });
