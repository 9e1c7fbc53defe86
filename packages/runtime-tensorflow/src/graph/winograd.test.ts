import { describeConvolutions } from '../testing/convolutions.ts';

describeConvolutions('the best of this processor');
