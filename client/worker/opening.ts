import type { ImageOverview } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { createImageBrowser, type ImageBrowser } from '../image/browse/imageQueries.ts';
import { overviewOf } from '../image/overview.ts';
import type { OpenedPath } from './imagePath.ts';
import { readRpmDatabase } from './rpmDatabase.ts';

/** An image that can be asked everything. */
export interface Ready {
  readonly held: OpenedPath;
  readonly browser: ImageBrowser;
}

/** An image of which the overview is here, and the rest as soon as it is put together. */
export interface Opening {
  /** `reference` is what it was asked for by. */
  overview(reference: string | undefined): ImageOverview;
  /** Puts it together when nobody did; after a failure the next call tries again. */
  ready(): Promise<Outcome<Ready>>;
  dispose(): Promise<void>;
}

/** An image that was just read. */
export function opened(held: Outcome<OpenedPath>): Outcome<Opening> {
  if (!held.ok) return held;
  const ready = readyOf(held.value);
  return success({
    overview: reference => overviewOf(ready.held.image, reference),
    ready: async () => success(ready),
    dispose: () => ready.held.dispose(),
  });
}

/** An image that was read another time, whose overview was kept. */
export function later(overview: ImageOverview, open: () => Promise<Outcome<OpenedPath>>): Opening {
  let going: Promise<Outcome<Ready>> | undefined;
  let disposed = false;

  async function start(): Promise<Outcome<Ready>> {
    if (disposed) return failure('cancelled');
    const held = await open();
    if (!held.ok) return held;
    return success(readyOf(held.value));
  }

  return {
    overview: reference => (reference === undefined ? overview : { ...overview, reference }),
    ready: async () => {
      going ??= start();
      const current = going;
      const ready = await current;
      if (!ready.ok && going === current) going = undefined;
      return ready;
    },
    dispose: async () => {
      disposed = true;
      const ready = await going?.catch(() => undefined);
      if (ready?.ok) await ready.value.held.dispose();
    },
  };
}

function readyOf(held: OpenedPath): Ready {
  return { held, browser: createImageBrowser(held.image, readRpmDatabase) };
}
