import { type Carrier, CarryError } from '../carrier.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { GitTarget } from '../target.ts';

/** Opens it as a carrier. */
export async function openGitCarrier(_target: GitTarget, { name }: CarrierOpening): Promise<Carrier> {
  throw new CarryError('carrier-failed', `${name}: carriers of this kind are not there yet`);
}
