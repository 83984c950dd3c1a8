import { after, before } from 'mocha';
import { type Registry, type RegistryOptions, startRegistry } from '../../../scripts/parts/registry.ts';

/** An empty registry on loopback for the tests of the enclosing `describe`. */
export function useRegistry(options: RegistryOptions = {}): () => Registry {
  let registry: Registry | undefined;
  before('the registry answers', async function () {
    this.timeout(300_000);
    registry = await startRegistry(options);
  });
  after('the registry ends', () => registry?.stop());
  return () => {
    if (registry === undefined) throw new Error('the registry was not started');
    return registry;
  };
}
