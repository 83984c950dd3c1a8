import { createHash } from 'node:crypto';
import { type Disposable, EventEmitter, Uri, workspace } from 'vscode';
import type { Outcome } from '../../protocol/result.ts';
import { countBySeverity, type Finding, type ScanReport } from '../scanners/finding.ts';
import type { ScannerId } from '../scanners/names.ts';

/** What one scanner said of one image. */
export interface ScanResult extends ScanReport {
  readonly scanner: ScannerId;
  /** As the user named it. */
  readonly reference: string;
  /** What names never change: the image's id, or the digest in a registry; '' when unknown. */
  readonly imageId: string;
  /** Milliseconds since 1970. */
  readonly scanned: number;
}

/** Results older than this are asked for again: new weaknesses become known each day. In milliseconds. */
const FRESH = 24 * 3_600_000;
const KEPT = 20;

/** Results of scans, newest first; kept on disk by image and scanner, so that an image is not scanned twice a day. */
export class Scans implements Disposable {
  readonly #folder: Uri;
  readonly #changed = new EventEmitter<void>();
  #results: readonly ScanResult[] = [];

  readonly onDidChange = this.#changed.event;

  /** `storage`: the extension's own folder. */
  constructor(storage: Uri) {
    this.#folder = Uri.joinPath(storage, 'scans');
  }

  get results(): readonly ScanResult[] {
    return this.#results;
  }

  /** The last one of an image by any of its names. */
  find(reference: string): ScanResult | undefined {
    return this.#results.find(result => result.reference === reference);
  }

  /** The last one of an image by its id. */
  findById(imageId: string): ScanResult | undefined {
    return imageId === '' ? undefined : this.#results.find(result => result.imageId === imageId);
  }

  /** What is known of the image already, or what `scan` finds. */
  async ask(
    key: Pick<ScanResult, 'scanner' | 'reference' | 'imageId'>,
    scan: () => Promise<Outcome<ScanReport>>,
  ): Promise<Outcome<ScanResult>> {
    const known = key.imageId === '' ? undefined : await this.#read(key);
    if (known && Date.now() - known.scanned < FRESH) {
      const result = { ...known, reference: key.reference };
      this.#add(result);
      return { ok: true, value: result };
    }
    const report = await scan();
    if (!report.ok) return report;
    const result: ScanResult = { ...report.value, ...key, scanned: Date.now() };
    this.#add(result);
    if (key.imageId !== '') await this.#write(result);
    return { ok: true, value: result };
  }

  remove(result: ScanResult): void {
    this.#results = this.#results.filter(other => other !== result);
    this.#changed.fire();
  }

  /** Forgets all, on disk too. */
  async clear(): Promise<void> {
    this.#results = [];
    this.#changed.fire();
    await workspace.fs.delete(this.#folder, { recursive: true }).then(undefined, () => {});
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #add(result: ScanResult): void {
    const others = this.#results.filter(
      ({ scanner, reference }) => scanner !== result.scanner || reference !== result.reference,
    );
    this.#results = [result, ...others].slice(0, KEPT);
    this.#changed.fire();
  }

  #path({ scanner, imageId }: Pick<ScanResult, 'scanner' | 'imageId'>): Uri {
    const name = createHash('sha256').update(imageId).digest('hex').slice(0, 32);
    return Uri.joinPath(this.#folder, `${scanner}-${name}.json`);
  }

  async #read(key: Pick<ScanResult, 'scanner' | 'imageId'>): Promise<ScanResult | undefined> {
    try {
      const bytes = await workspace.fs.readFile(this.#path(key));
      const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as ScanResult;
      return Array.isArray(value.findings) && value.imageId === key.imageId ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async #write(result: ScanResult): Promise<void> {
    // A disk that is full costs the memory of this scan and nothing else.
    await workspace.fs
      .writeFile(this.#path(result), Buffer.from(JSON.stringify(result)))
      .then(undefined, () => {});
  }
}

export const countsOf = ({ findings }: { readonly findings: readonly Finding[] }) =>
  countBySeverity(findings);
