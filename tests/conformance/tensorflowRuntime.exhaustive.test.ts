import { describeRuntimeOnTensorflow } from './onTensorflow.ts';

describeRuntimeOnTensorflow(['cl-ilr', 'competitive', 'mutual']);
