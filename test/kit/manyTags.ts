/** Gives an image more tags by putting its manifest again under each, as many at once as a registry bears. */
export async function addTags(repository: string, known: string, tags: readonly string[]): Promise<void> {
  const [host = '', ...path] = repository.split('/');
  const manifests = `http://${host}/v2/${path.join('/')}/manifests`;
  const types = ['oci.image.index.v1', 'oci.image.manifest.v1'].map(type => `application/vnd.${type}+json`);
  const manifest = await fetch(`${manifests}/${known}`, { headers: { accept: types.join(', ') } });
  const body = await manifest.text();
  const headers = { 'content-type': manifest.headers.get('content-type') ?? '' };
  const queue = tags.values();
  const work = async (): Promise<void> => {
    for (const tag of queue) {
      const put = await fetch(`${manifests}/${tag}`, { method: 'PUT', headers, body });
      if (!put.ok) throw new Error(`${tag}: ${put.status} ${await put.text()}`);
      await put.body?.cancel();
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
}
