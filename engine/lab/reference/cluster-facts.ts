/**
 * Numbers of the reference cluster that more than one file needs (design: the reference cluster).
 */
import { Prefix } from '../../net/address/prefix.ts';

/** All pods. */
export const flannelRange = Prefix.parse('10.8.0.0/16');
