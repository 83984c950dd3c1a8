import type {
  ContainerSummary,
  DiskUsage,
  Pruned,
  PruneTarget,
  RemovedImage,
  RunDefaults,
  RunEvent,
  RunRequest,
  RunResult,
} from './containers.ts';
import type { Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/** Where an engine answers, after DOCKER_HOST, DOCKER_CONTEXT and the Docker configuration were looked at. */
export interface EndpointInfo {
  /** Docker context name; `default` for the plain socket. */
  readonly context: string;
  /** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`, `npipe://…`. */
  readonly address: string;
  readonly origin: 'setting' | 'environment' | 'context' | 'default';
}

/** One Docker context that could be chosen. */
export interface ContextInfo {
  readonly name: string;
  /** Address of its engine; of a context that cannot be read: undefined. */
  readonly address: string | undefined;
  /** As given to `docker context create --description`. */
  readonly description: string;
  /** The one that the docker CLI would use now. */
  readonly current: boolean;
}

export interface EngineInfo extends EndpointInfo {
  readonly version: string;
  readonly apiVersion: string;
  /** `os/arch` of the engine. */
  readonly platform: string;
  /** True on the containerd image store. */
  readonly containerdStore: boolean;
}

/** One row of the sidebar. Sizes in bytes, times in milliseconds since 1970. */
export interface ImageSummary {
  readonly id: string;
  /** `name:tag`, possibly none (dangling). */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly created: number;
  readonly size: number;
  /** Undefined when the engine does not tell. */
  readonly containers: number | undefined;
  /** The image that the classic builder made it from; '' or left out where that is not recorded. */
  readonly parent?: string;
  /** What its index holds, on the containerd store; left out where the engine does not tell. */
  readonly parts?: readonly ImagePart[];
}

/** One manifest of an image: a platform, or what a builder says of one. */
export interface ImagePart {
  readonly kind: 'image' | 'attestation' | 'unknown';
  readonly digest: string;
  /** `os/architecture[/variant]`, '' where it has none. */
  readonly platform: string;
  /** False when only its name is here, and none of its bytes. */
  readonly available: boolean;
  /** Bytes on the engine's disk, packed and unpacked. */
  readonly size: number;
  /** Digest of the image that an attestation speaks of. */
  readonly subject?: string;
}

/** One history step of an image, oldest first; `diffId` only where the step made a layer. */
export interface HistoryStep {
  readonly createdBy: string;
  readonly created: number;
  readonly comment: string;
  readonly size: number;
  readonly empty: boolean;
  readonly diffId: string | undefined;
}

/** What a known image is made of, without reading its layers. */
export interface ImageSteps {
  readonly id: string;
  readonly tags: readonly string[];
  readonly size: number;
  readonly created: number;
  readonly platform: string;
  readonly history: readonly HistoryStep[];
}

/** What the engine tells of one image without its steps. */
export interface ImageFacts {
  readonly id: string;
  /** `name:tag` and `name@sha256:…`. */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Bytes, as the list of images counts them; milliseconds since 1970. */
  readonly size: number;
  readonly created: number;
  /** `os/architecture[/variant]` of each image that is really there. */
  readonly platforms: readonly string[];
}

/** A secret by reference: its value is read from the file or the variable while the engine asks for it. */
export type BuildSecret =
  | { readonly id: string; readonly file: string }
  | { readonly id: string; readonly env: string };

/** An agent that `RUN --mount=type=ssh` may use; without a socket, the one of SSH_AUTH_SOCK. A key's file is for buildx. */
export interface BuildSsh {
  readonly id: string;
  readonly socket?: string;
}

/** A builder that `docker buildx create` has made. */
export interface BuilderInfo {
  readonly name: string;
  /** `docker-container`, `kubernetes`, `remote`, … */
  readonly driver: string;
  readonly endpoints: readonly string[];
  /** `os/architecture`, as far as they were given when it was made. */
  readonly platforms: readonly string[];
  /** The one that `docker build` would take for the engine in force. */
  readonly current: boolean;
}

/** Who builds: the engine over its API, or the `docker buildx` program; `auto` takes buildx where only it can. */
export type BuildBackend = 'auto' | 'engine' | 'buildx';

export interface BuildRequest {
  /** Client-made id, used to cancel. */
  readonly buildId: string;
  /** Absolute path of the context folder. */
  readonly contextPath: string;
  /** Absolute path of the Dockerfile; it may lie outside the context. */
  readonly dockerfilePath: string;
  readonly tags: readonly string[];
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** `os/arch[/variant]`; several, with commas between them, are for buildx alone. */
  readonly platform?: string;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly network?: string;
  readonly secrets?: readonly BuildSecret[];
  readonly ssh?: readonly BuildSsh[];
  readonly labels?: Readonly<Record<string, string>>;
  /** As `docker build --cache-from`; what is more than an image's name is for buildx alone. */
  readonly cacheFrom?: readonly string[];
  /** From here on for buildx alone, as its options of these names. */
  readonly cacheTo?: readonly string[];
  /** Folders, images or URLs by the name by which the Dockerfile has them. */
  readonly buildContexts?: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly provenance?: string;
  readonly sbom?: string;
  readonly builder?: string;
  readonly backend?: BuildBackend;
}

/** What a running build says, in order. Times in milliseconds since 1970. */
export type BuildEvent =
  | {
      /** What has gone over so far; how many files is not known of buildx. */
      readonly kind: 'context';
      readonly files: number | undefined;
      readonly bytes: number;
      readonly done: boolean;
    }
  /** Comes first: who builds. */
  | {
      readonly kind: 'backend';
      readonly backend: BuildRecord['backend'];
      /** Of buildx, where it is not the engine's own. */
      readonly builder?: { readonly name: string; readonly driver: string };
    }
  | { readonly kind: 'step'; readonly step: BuildStep }
  | { readonly kind: 'log'; readonly step: string; readonly stream: 1 | 2; readonly text: string }
  | {
      readonly kind: 'progress';
      readonly step: string;
      readonly id: string;
      readonly current: number;
      readonly total: number;
    }
  | {
      readonly kind: 'warning';
      readonly message: string;
      readonly url: string;
      readonly line: number | undefined;
    };

/** One BuildKit vertex in its latest state. */
export interface BuildStep {
  /** Digest of the vertex. */
  readonly id: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly started: number | undefined;
  readonly completed: number | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
}

export interface BuildResult {
  /** Empty when the build's result went elsewhere than into the engine. */
  readonly imageId: string;
  readonly tags: readonly string[];
}

/** A failed build names its place when BuildKit did. */
export interface BuildFailurePlace {
  /** 0-based inclusive line range in the Dockerfile. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
  readonly step: string | undefined;
  /** The one command of a RUN instruction that failed, where that can be told; lines and characters are 0-based. */
  readonly command?: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  /** Last lines of the failing step's output. */
  readonly output: readonly string[];
}

/** What is known of a build when it is over: enough to say later which line made which layer. */
export interface BuildRecord {
  /** `classic`: the builder before BuildKit, and Podman's. */
  readonly backend: 'engine' | 'buildx' | 'classic';
  /** Text of the Dockerfile that was built. */
  readonly dockerfile: string;
  /** In the order in which the engine told of them, in their last state. */
  readonly steps: readonly RecordedStep[];
}

export interface RecordedStep extends BuildStep {
  /** 0-based inclusive lines of the Dockerfile, where the step can be told to be one of its instructions. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

export type BuildOutcome = Outcome<BuildResult> & {
  readonly place?: BuildFailurePlace;
  /** Of every build that began. */
  readonly record?: BuildRecord;
};

/** Something changed on the engine; look again. */
export interface EngineEvent {
  /** `engine` with the action `connect` comes first: from here on nothing is missed. */
  readonly type: 'engine' | 'image' | 'container' | 'builder';
  readonly action: string;
  readonly id: string;
}

/** What an engine says while it pulls or pushes. Its words are not translated. */
export interface TransferProgress {
  readonly status: string;
  /** Short digest of the layer it is about; '' for the whole. */
  readonly layer: string;
  /** Bytes of that layer, where told. */
  readonly current: number | undefined;
  readonly total: number | undefined;
}

/**
 * The engine worker as the extension sees it. Long calls report through `options.onProgress` and end early
 * through `options.signal`; none of them throws for an engine's failure.
 */
export interface EngineApi {
  /** Chooses the endpoint for all later calls; empty fields mean "as the docker CLI would". */
  configure(params: { readonly host?: string; readonly context?: string }): Promise<Outcome<EndpointInfo>>;
  /** All Docker contexts, `default` first, then by name; one that cannot be read does not hide the others. */
  listContexts(params: Record<string, never>): Promise<Outcome<readonly ContextInfo[]>>;
  info(params: Record<string, never>, options?: CallOptions): Promise<Outcome<EngineInfo>>;
  listImages(params: Record<string, never>, options?: CallOptions): Promise<Outcome<readonly ImageSummary[]>>;
  imageFacts(params: { readonly reference: string }, options?: CallOptions): Promise<Outcome<ImageFacts>>;
  imageSteps(
    params: { readonly reference: string; readonly platform?: string },
    options?: CallOptions,
  ): Promise<Outcome<ImageSteps>>;
  /** Running or not. */
  listContainers(
    params: Record<string, never>,
    options?: CallOptions,
  ): Promise<Outcome<readonly ContainerSummary[]>>;
  /** Makes the engine count: seconds on a full one. */
  diskUsage(params: Record<string, never>, options?: CallOptions): Promise<Outcome<DiskUsage>>;
  /** Images that the classic builder made from this one, unnamed ones in between included. */
  imageChildren(
    params: { readonly reference: string },
    options?: CallOptions,
  ): Promise<Outcome<readonly ImageSummary[]>>;
  /** Runs until cancelled or the engine goes away; each event is a progress message. */
  watch(params: Record<string, never>, options?: CallOptions<EngineEvent>): Promise<Outcome<null>>;
  /** Builders of buildx, by name; its own for the engine is not among them. */
  listBuilders(params: Record<string, never>): Promise<Outcome<readonly BuilderInfo[]>>;
  build(params: BuildRequest, options?: CallOptions<BuildEvent>): Promise<BuildOutcome>;
  /** With the user's login for the registry. */
  pullImage(
    params: { readonly reference: string; readonly platform?: string },
    options?: CallOptions<TransferProgress>,
  ): Promise<Outcome<null>>;
  pushImage(
    params: { readonly reference: string },
    options?: CallOptions<TransferProgress>,
  ): Promise<Outcome<null>>;
  /** `tag` is the whole new name. */
  tagImage(params: { readonly reference: string; readonly tag: string }): Promise<Outcome<null>>;
  /** Of an image with several names only the one that is given goes. */
  removeImage(params: {
    readonly reference: string;
    readonly force?: boolean;
  }): Promise<Outcome<RemovedImage>>;
  prune(params: { readonly target: PruneTarget }, options?: CallOptions): Promise<Outcome<Pruned>>;
  runDefaults(params: { readonly reference: string }, options?: CallOptions): Promise<Outcome<RunDefaults>>;
  /** Until the container ends; aborting the signal stops it. */
  runContainer(params: RunRequest, options?: CallOptions<RunEvent>): Promise<Outcome<RunResult>>;
  /** What is typed; false when there is no such run. */
  writeToRun(params: { readonly runId: string; readonly text: string }): Promise<Outcome<boolean>>;
  resizeRun(params: {
    readonly runId: string;
    readonly columns: number;
    readonly rows: number;
  }): Promise<Outcome<boolean>>;
}
