import { describeOnTensorflow } from './onTensorflow.ts';

describeOnTensorflow({ kinds: ['strategy'], share: [1, 2] });
