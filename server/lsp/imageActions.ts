import type { CodeAction } from '../features/codeActions.ts';
import { loadFeatures } from './featureRequest.ts';
import type { OpenDockerfile, Session } from './session.ts';

/** What can be done about the version of the image at a place. Asks its registry only for somebody who asked first. */
export async function imageVersionActions(
  session: Session,
  open: OpenDockerfile,
  offset: number,
  asked: boolean,
): Promise<readonly CodeAction[]> {
  const features = await loadFeatures();
  const image = features.versionedImageAt(open.read(), offset);
  const { registry } = await session.settings.of(open.text.uri);
  if (!image || !registry.enable) return [];
  const { version } = open.text;
  const { repository, tag = 'latest' } = image;
  const registries = session.registries();
  if (!asked) {
    // Without a digest in the file there is no news in the registry's.
    if (image.digest === undefined) return [];
    const known = registries.recall(`${repository.domain}/${repository.path}:${tag}`);
    if (known.kind !== 'present') return [];
    return features.imageActions(image, { tags: [], digest: known.image.digest });
  }
  const [tags, answer] = await Promise.all([
    registries.tags(repository),
    registries.describe(`${repository.domain}/${repository.path}:${tag}`),
  ]);
  // The edit would hit another place.
  if (open.text.version !== version) return [];
  const digest = answer.kind === 'present' ? answer.image.digest : undefined;
  return features.imageActions(image, { tags: tags ?? [], digest });
}
