import type { ContextName } from '../features/completion/paths/context.ts';
import type { ContextPort } from '../ignore/context.ts';
import type { HadolintConfig } from '../lint/hadolintConfig.ts';
import type { ShellcheckPort } from './shellcheck.ts';

/** What the server may use of the machine around it; a web worker has none of the files. */
export interface ServerPorts {
  /** Text of a small file, undefined when there is none or it cannot be read. Never rejects. */
  readText(uri: string): Promise<string | undefined>;
  /** Lists folders below a folder, undefined when that cannot be done here. */
  contextPort(folderUri: string): ContextPort | undefined;
  /** The entries of one folder, undefined when it cannot be read. Never rejects. */
  listFolder(folderUri: string): Promise<readonly ContextName[] | undefined>;
  /** Lets everything that waits run first. */
  breath(): Promise<void>;
  /** Gives back the memory that is not needed, where that can be asked for. Takes some tens of milliseconds. */
  readonly tidy?: () => void;
  /** Where a user's own hadolint configuration may be, the first one first. */
  readonly hadolintFiles: readonly string[];
  /** What the text of such a file says. */
  readHadolint(text: string): Promise<HadolintConfig>;
  /** Undefined where no program can be run. */
  readonly shellcheck: ShellcheckPort | undefined;
  /** Windows reads ignore files with its own separator. */
  readonly windows: boolean;
}

export const NO_PORTS: ServerPorts = {
  readText: () => Promise.resolve(undefined),
  contextPort: () => undefined,
  listFolder: () => Promise.resolve(undefined),
  breath: () => new Promise(resolve => setTimeout(resolve, 0)),
  hadolintFiles: [],
  readHadolint: () => Promise.resolve({ override: {}, problems: [] }),
  shellcheck: undefined,
  windows: false,
};
