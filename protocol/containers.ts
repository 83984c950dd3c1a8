/** Whatever an engine says of containers, and of the room that images take. Sizes in bytes. */

/** One container, running or not. */
export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  /** Id of the image it was made from, as the list of images has it. */
  readonly imageId: string;
  /** The same as it was named then. */
  readonly image: string;
  /** `running`, `exited`, `created`, `paused`, …: the engine's own word. */
  readonly state: string;
}

/** What images take on the engine's disk. Asking for it makes the engine count: slow, so only where it is shown. */
export interface DiskUsage {
  /** All layers of all images, each counted once. */
  readonly layers: number;
  readonly images: readonly ImageUsage[];
  readonly cache: CacheUsage;
}

export interface ImageUsage {
  readonly id: string;
  readonly size: number;
  /** Part of the size that other images have as well. */
  readonly shared: number;
}

/** The build cache; what is in use or part of an image stays when the cache is cleared. */
export interface CacheUsage {
  readonly records: number;
  readonly size: number;
  readonly reclaimable: number;
}

/** What is cleared away: images without a name, all that no container uses, or the build cache. */
export type PruneTarget = 'dangling' | 'unused' | 'cache';

export interface Pruned {
  /** Names and ids that went, as the engine tells them. */
  readonly removed: readonly string[];
  readonly bytes: number;
}

/** What the removal of an image took with it. */
export interface RemovedImage {
  readonly untagged: readonly string[];
  readonly deleted: readonly string[];
}

/** How a container is made from an image and run; what is left out is as the image says. */
export interface RunRequest {
  /** Client-made; input and size go to the run of this name. */
  readonly runId: string;
  readonly reference: string;
  readonly name?: string;
  /** `host:container[/protocol]` or `ip:host:container`, as `docker run --publish`. */
  readonly ports: readonly string[];
  /** `source:target[:options]`, as `docker run --volume`. */
  readonly volumes: readonly string[];
  /** `NAME=value`. */
  readonly environment: readonly string[];
  readonly command: readonly string[];
  readonly entrypoint?: string;
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly network?: string;
  readonly platform?: string;
  /** A terminal with its input, as `docker run -it`. */
  readonly interactive: boolean;
  /** Removes the container when it has ended. */
  readonly remove: boolean;
}

/** What a run says, in order. */
export type RunEvent =
  | { readonly kind: 'started'; readonly containerId: string; readonly warnings: readonly string[] }
  | { readonly kind: 'output'; readonly stream: 1 | 2; readonly text: string };

export interface RunResult {
  readonly containerId: string;
  readonly exitCode: number;
}

/** What an image says of how it is run. */
export interface RunDefaults {
  /** `8080/tcp`. */
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly workingDirectory: string;
}
