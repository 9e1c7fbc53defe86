import { describeOnTensorflow } from './onTensorflow.ts';

describeOnTensorflow({ kinds: ['strategy'], share: [0, 2] });
