export type DocumentKind = 'dockerfile' | 'ignore';

/**
 * What a document is to this server, undefined when it is none of its business. The file name decides where it
 * can: editors give `.dockerignore` many language ids, among them that of git's ignore files.
 */
export function documentKind(uri: string, languageId: string): DocumentKind | undefined {
  const name = fileName(uri);
  if (/\.(?:docker|container)ignore$/.test(name)) return 'ignore';
  if (languageId === 'dockerfile') return 'dockerfile';
  if (KNOWN_OTHERS.has(languageId)) return undefined;
  return isDockerfileName(name) ? 'dockerfile' : undefined;
}

/** Languages of files that merely look like Dockerfiles by name: `Dockerfile.md`, `dockerfile.go`. */
const KNOWN_OTHERS = new Set([
  'ignore',
  'markdown',
  'go',
  'typescript',
  'javascript',
  'python',
  'json',
  'yaml',
]);

function isDockerfileName(name: string): boolean {
  return /^(?:Dockerfile|Containerfile)(?:[.-].*)?$|\.(?:dockerfile|containerfile)$/i.test(name);
}

function fileName(uri: string): string {
  const path = uri.replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
