import type { MessagePort } from 'node:worker_threads';
import type { EngineApi } from '../../protocol/engine.ts';
import type { ImageApi } from '../../protocol/image.ts';
import type { ImageTreeApi } from '../../protocol/imageTree.ts';
import type { LayersApi } from '../../protocol/layers.ts';
import type { Outcome } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';

/** One line for the extension's log; what is told here is a bug or of use in finding one. */
export interface LogLine {
  readonly level: 'error' | 'warn' | 'info';
  readonly text: string;
}

export interface LogApi {
  /** Runs as long as the worker does; each line is a progress message. */
  log(params: Record<string, never>, options?: CallOptions<LogLine>): Promise<Outcome<null>>;
}

/** What the worker is started with. */
export interface WorkerData {
  /** Where what was read of images may be kept; nowhere when left out. */
  readonly cacheFolder?: string;
  /** Bytes there, at most. */
  readonly cacheSize?: number;
  /** Where HTTP is done for it, as `NetworkApi`; its own is used when left out. */
  readonly network?: MessagePort;
}

/** Everything the worker answers over its one port: no two parts may share a method's name. */
export type WorkerApi = EngineApi & ImageApi & ImageTreeApi & LayersApi & LogApi;
