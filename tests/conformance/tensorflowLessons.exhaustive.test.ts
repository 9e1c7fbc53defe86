import { describeOnTensorflow } from './onTensorflow.ts';

describeOnTensorflow({ kinds: ['lesson'] });
