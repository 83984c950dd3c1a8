import { failure, type Outcome, success } from '../../protocol/result.ts';
import { sortTags } from '../../server/syntax/values/tagOrder.ts';
import type { Platform } from '../image/platform.ts';
import type { Call } from './api.ts';
import { describeTag, type TagDescription } from './describe.ts';
import { NO_CONFIG } from './dockerConfig.ts';
import { HUB, isHub } from './host.ts';
import { createHub, type Hub } from './hub.ts';
import type { Login } from './logins.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';
import { listTags } from './tags.ts';
import { discard, type Net } from './transport.ts';

/** Where an image is: what stands before the tag of a reference, in full. */
export interface Repository {
  /** `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly domain: string;
  /** `library/node`, `owner/name`. */
  readonly path: string;
}

export interface RegistriesOptions extends SessionOptions {
  /** Where Docker Hub's own interface answers; undefined: at its known address. */
  readonly hubOrigin?: string | undefined;
}

/** All registries that were asked so far. Tokens live in memory, as long as this does. */
export interface Registries {
  readonly net: Net;
  session(domain: string): Session;
  readonly hub: Hub;
  /** Names of all tags, the newest version first; without those under which signatures and the like are kept. */
  tags(repository: Repository, call?: Call): Promise<Outcome<readonly string[]>>;
  describe(repository: Repository, tag: string, options: DescribeOptions): Promise<Outcome<TagDescription>>;
  /** Whether a registry takes these, by asking it. */
  verify(domain: string, login: Login, call?: Call): Promise<Outcome<boolean>>;
  /** Logins have changed: nothing that was granted before counts any more. */
  forget(): void;
}

export interface DescribeOptions extends Call {
  readonly platform: Platform;
}

/** Tags that stand for what is attached to an image, and for no image. */
const ATTACHED = /^sha256-[0-9a-f]{64}(?:\.[a-z]+)?$/;

export function createRegistries(options: RegistriesOptions): Registries {
  const sessions = new Map<string, Session>();
  const hub = createHub(options.net, options.hubOrigin);

  function session(domain: string): Session {
    const name = isHub(domain) ? 'docker.io' : domain;
    const known = sessions.get(name) ?? createSession(name, options);
    sessions.set(name, known);
    return known;
  }

  return {
    net: options.net,
    session,
    hub,
    async tags({ domain, path }, call = {}) {
      const listed = await listTags(session(domain), path, call);
      return listed.ok ? success(sortTags(listed.value.filter(tag => !ATTACHED.test(tag)))) : listed;
    },
    async describe({ domain, path }, tag, { platform, signal }) {
      if (isHub(domain) && !tag.includes(':')) {
        const told = await hub.describeTag(path, tag, { platform, signal });
        if (told.ok && told.value) return success(told.value);
        if (!told.ok && told.failure.code === 'cancelled') return failure('cancelled');
      }
      return await describeTag(session(domain), path, tag, { platform, signal });
    },
    async verify(domain, login, { signal } = {}) {
      const trial = createSession(isHub(domain) ? HUB : domain, {
        ...options,
        config: () => Promise.resolve(success(NO_CONFIG)),
        credentials: { kind: 'password', ...login },
      });
      const scope = { text: '', name: trial.host.name };
      const answer = await trial.request({ path: '/v2/', scope, signal });
      if (!answer.ok) return answer.failure.code === 'registry-denied' ? success(false) : answer;
      await discard(answer.value);
      return success(answer.value.ok);
    },
    forget: () => sessions.clear(),
  };
}
