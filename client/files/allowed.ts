import type { ImageLocation } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { registrySettings } from '../settings.ts';

/** Refuses what would use the network where the user has said no to that, also for what is opened again by itself. */
export function allowed({ kind }: ImageLocation): Outcome<null> {
  return kind === 'registry' && !registrySettings().enable ? failure('registry-off') : success(null);
}
