/**
 * What can go wrong at an edge and is told to the user. `code` chooses the words (translated where they are
 * shown), `args` fill them, `detail` is the other side's own text, never translated, never a secret.
 */
export interface Failure {
  readonly code: FailureCode;
  readonly args?: Readonly<Record<string, string | number>>;
  readonly detail?: string;
}

export type FailureCode =
  | 'engine-unreachable' // args: address, reason (an UnreachableReason)
  | 'engine-permission' // args: address
  | 'engine-too-old' // args: address, version
  | 'engine-gone' // the connection ended in the middle of an answer
  | 'engine-error' // any other answer of the engine; detail is its message
  | 'context-unknown' // args: name, a Docker context that does not exist
  | 'context-unreadable' // args: path
  | 'image-not-found' // args: reference
  | 'archive-unreadable' // args: path
  | 'archive-truncated' // args: path
  | 'archive-invalid' // args: path; detail says what
  | 'platform-not-found' // args: platform, available
  | 'layer-unreadable' // args: layer; detail says what
  | 'limit-reached' // args: limit, value
  | 'file-unreadable' // args: path
  | 'disk-full' // args: path, of the folder that has no room left
  | 'credentials-unreadable' // args: path, of Docker's configuration
  | 'credentials-unavailable' // args: program, a credential helper; detail is what it said
  | 'registry-off' // the user has switched the network off
  | 'registry-unlisted' // args: host: it tells repositories of nobody, or of nobody who is not named
  | 'registry-unreachable' // args: host, reason (an UnreachableReason)
  | 'registry-denied' // args: host, name: who asks may not, or would have to log in
  | 'registry-not-found' // args: host, name: no such repository, tag or digest
  | 'registry-quota' // args: host, name: no room left for it there
  | 'registry-rate-limited' // args: host, seconds until it may be asked again, 0 when it does not tell
  | 'registry-error' // args: host, status: any other answer; detail is its message
  | 'registry-answer' // args: host: an answer that cannot be understood; detail says why
  | 'buildx-missing' // args: options that need it, with commas between them, or empty; it could not be run
  | 'buildx-needed' // args: options; the setting says that the engine shall build
  | 'secret-unreadable' // args: id, place, of a secret that a build wants; detail says why
  | 'scanner-missing' // args: scanner, program; detail says why it cannot be run
  | 'scanner-failed' // args: scanner, code, its exit code; detail is what it said last
  | 'scanner-unfit' // args: scanner, path, of what it does not read
  | 'build-failed' // detail is BuildKit's message; args: kind (a BuildTroubleKind) and name, when the kind is known
  | 'workspace-untrusted' // nothing is run before the user trusts the workspace
  | 'cancelled'
  | 'internal'; // a bug, already logged where it happened

/** What kind of trouble ended a build, where its cause is known; `name` is what it is about, or empty. */
export type BuildTroubleKind =
  | 'no-space' // the engine's disk is full
  | 'no-network' // a host could not be reached; name: the host
  | 'unknown-target' // name: the stage
  | 'missing-source' // of COPY or ADD; name: the path
  | 'missing-image' // a registry does not have it; name: the image
  | 'unknown-frontend' // of the `# syntax=` line; name: its image
  | 'login-needed' // name: the image, when it is said
  | 'missing-secret' // name: its id
  | 'ssh-agent' // no agent to forward; name: its id
  | 'wrong-platform' // a program for another processor was run
  | 'unknown-builder' // buildx has none of this name; name: the builder
  | 'builder-unreachable' // name: the builder, when it is said
  | 'builder-unfit'; // of what the engine's own builder cannot do; name: what that is, in buildx's words

/** Why nothing answers at an address. */
export type UnreachableReason =
  | 'bad-address' // it cannot be understood
  | 'no-socket' // there is no such socket or pipe
  | 'refused' // nobody listens there
  | 'timeout' // nobody answered in time
  | 'unknown-host' // its name has no address
  | 'tls' // the two sides do not trust each other, or one of them does not speak TLS
  | 'ssh' // ssh ended before the engine was reached; detail is what it said
  | 'other';

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const success = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failure = (
  code: FailureCode,
  args?: Failure['args'],
  detail?: string,
): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, ...(args && { args }), ...(detail !== undefined && { detail }) },
});
