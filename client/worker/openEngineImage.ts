import type { ReadProgress } from '../../protocol/image.ts';
import type { Outcome } from '../../protocol/result.ts';
import type { Connection } from '../engine/connection.ts';
import { exportImage } from '../engine/exportImage.ts';
import type { InspectedImage } from '../engine/images.ts';
import { type OpenedPath, openImageFile } from './imagePath.ts';

interface Options {
  readonly platform: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: ReadProgress) => void) | undefined;
}

/** Milliseconds between two messages about the export. */
const REPORT_EVERY = 100;

/** Exports an image of the engine into a private file and opens that. */
export async function openEngineImage(
  connection: Connection,
  reference: string,
  inspected: InspectedImage,
  { platform, signal, onProgress }: Options,
): Promise<Outcome<OpenedPath>> {
  let reported = 0;
  const onBytes = (bytes: number): void => {
    if (Date.now() - reported < REPORT_EVERY) return;
    reported = Date.now();
    // The engine does not say how long its archive will be; it is seldom shorter than the image.
    onProgress?.({ phase: 'export', bytes, total: Math.max(bytes, inspected.size), entries: 0 });
  };
  const exported = await exportImage(connection, { id: inspected.id, platform }, signal, onBytes);
  if (!exported.ok) return exported;
  const { file, size } = exported.value;
  const preferredPlatform = inspected.platform;
  return openImageFile(file, size, reference, { platform, preferredPlatform, signal, onProgress });
}
