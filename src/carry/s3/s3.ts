import { type Carrier, CarryError } from '../carrier.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { S3Target } from '../target.ts';

/** Opens it as a carrier. */
export async function openS3Carrier(_target: S3Target, { name }: CarrierOpening): Promise<Carrier> {
  throw new CarryError('carrier-failed', `${name}: carriers of this kind are not there yet`);
}
