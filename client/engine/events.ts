import type { EngineEvent } from '../../protocol/engine.ts';
import { failure, type Outcome } from '../../protocol/result.ts';
import type { Connection } from './connection.ts';
import { attempt } from './failures.ts';
import { readJsonLines } from './ndjson.ts';

/**
 * Passes on what changes until `signal` ends it (`cancelled`) or the engine goes away (`engine-gone`): it
 * never succeeds.
 */
export async function watch(
  connection: Connection,
  signal: AbortSignal | undefined,
  onEvent: (event: EngineEvent) => void,
): Promise<Outcome<null>> {
  const outcome = await attempt(connection.endpoint.info.address, signal, async () => {
    const filters = JSON.stringify({ type: ['image', 'container', 'builder'] });
    const stream = await connection.docker({ signal }).getEvents({ filters });
    onEvent({ type: 'engine', action: 'connect', id: '' });
    for await (const message of readJsonLines(stream as AsyncIterable<Buffer>)) {
      const event = eventOf(message);
      if (event) onEvent(event);
    }
  });
  return outcome.ok ? failure('engine-gone') : outcome;
}

interface EventMessage {
  readonly Type?: unknown;
  readonly Action?: unknown;
  readonly Actor?: { readonly ID?: unknown } | null;
}

/** What containers do inside themselves changes nothing that we show. */
const CONTAINER_ACTIONS = new Set(['create', 'destroy', 'die', 'rename', 'start', 'update', 'commit']);

function eventOf(message: unknown): EngineEvent | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { Type: type, Action: action, Actor: actor } = message as EventMessage;
  if (typeof action !== 'string') return undefined;
  if (type !== 'image' && type !== 'builder' && type !== 'container') return undefined;
  if (type === 'container' && !CONTAINER_ACTIONS.has(action)) return undefined;
  return { type, action, id: typeof actor?.ID === 'string' ? actor.ID : '' };
}
