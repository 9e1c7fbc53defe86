import { describeBatchNorms } from '../testing/batchNorms.ts';
import { describeConvolutions } from '../testing/convolutions.ts';

describeConvolutions('the best of this processor');
describeBatchNorms('the best of this processor');
