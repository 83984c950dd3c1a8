import type { ReadProgress } from '../../protocol/image.ts';
import type { Outcome } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import { ImageSession, type ReachImages } from '../inspector/imageSession.ts';
import { allowed } from './allowed.ts';
import type { ImageName } from './imageUri.ts';

/** Images kept open for their files. */
const KEPT = 4;

/** Images that files are read from, opened when first asked for; those used last stay open. */
export class ImageSessions {
  readonly #images: ReachImages;
  readonly #sessions = new Map<string, ImageSession>();

  constructor(images: ReachImages) {
    this.#images = images;
  }

  /** The image, read; the worker reads it only when nobody else has. */
  async open(name: ImageName, options: CallOptions<ReadProgress> = {}): Promise<Outcome<ImageSession>> {
    const { location, platform } = name;
    const may = allowed(location);
    if (!may.ok) return may;
    const key = JSON.stringify([location, platform]);
    const session = this.#sessions.get(key) ?? new ImageSession(location, this.#images);
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    for (const [old, idle] of this.#sessions) {
      if (this.#sessions.size <= KEPT) break;
      this.#sessions.delete(old);
      idle.dispose();
    }
    const loaded = await session.load({ platform }, options);
    return loaded.ok ? { ok: true, value: session } : loaded;
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }
}
