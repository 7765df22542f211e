import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MediaFile, PictureFile } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';
import { type CarryMedia, resolveMedia } from './resolve-media.ts';

const OF = { source: 'courier', item: '"The wall"' };
const caption = [{ type: 'text', text: 'At dawn' }] as const;
const file = (extension: MediaFile['extension'], digit: string): MediaFile => ({
  sha256: digit.repeat(64),
  sizeBytes: 9,
  extension,
});
const picture = (digit: string): PictureFile => ({ ...file('webp', digit), widthPx: 640, heightPx: 400 });

/** Carries everything whose address does not say `bad`. */
const CARRY: CarryMedia = {
  picture: async (address) => (address.includes('bad') ? { problem: 'not a picture' } : picture('a')),
  video: async (address) =>
    address.includes('bad')
      ? { problem: 'ffmpeg is not installed' }
      : {
          pieces: [file('mp4', 'b')],
          hashes: { sha256: 'c'.repeat(64), sizeBytes: 9 },
          durationSeconds: 8,
          poster: picture('d'),
        },
  captions: async (address) => (address.includes('bad') ? { problem: 'not WebVTT' } : file('vtt', 'e')),
};

const at = (name: string): string => `https://courier.example/${name}`;

test('pictures and videos get their files and keep their words', async () => {
  const drafts: DraftBlock[] = [
    { type: 'paragraph', content: caption },
    { type: 'picture', address: at('x.jpg'), alternative: 'Boats', caption, credit: 'Piet Holm' },
    {
      type: 'video',
      address: at('v.mp4'),
      poster: at('p.jpg'),
      captions: [{ language: 'de', address: at('de.vtt') }],
      alternative: 'Ferry',
    },
  ];
  const { blocks, warnings } = await resolveMedia(drafts, CARRY, OF);
  assert.deepEqual(blocks, [
    { type: 'paragraph', content: caption },
    { type: 'picture', file: picture('a'), alternative: 'Boats', caption, credit: 'Piet Holm' },
    {
      type: 'video',
      pieces: [file('mp4', 'b')],
      hashes: { sha256: 'c'.repeat(64), sizeBytes: 9 },
      durationSeconds: 8,
      poster: picture('a'),
      captions: [{ language: 'de', file: file('vtt', 'e') }],
      alternative: 'Ferry',
    },
  ]);
  assert.deepEqual(warnings, []);
});

test('a picture that is not one is left out by name, and its caption stays', async () => {
  const { blocks, warnings } = await resolveMedia(
    [
      { type: 'picture', address: at('bad.jpg'), alternative: '', caption },
      { type: 'picture', address: at('bad2.jpg'), alternative: 'x' },
    ],
    CARRY,
    OF,
  );
  assert.deepEqual(blocks, [{ type: 'paragraph', content: caption }]);
  assert.deepEqual(
    warnings.map(({ message }) => message),
    [
      'courier: "The wall": the picture https://courier.example/bad.jpg is left out: not a picture',
      'courier: "The wall": the picture https://courier.example/bad2.jpg is left out: not a picture',
    ],
  );
});

test('of a video that cannot be carried the poster stays, with the caption', async () => {
  const { blocks, warnings } = await resolveMedia(
    [{ type: 'video', address: at('bad.mp4'), poster: at('p.jpg'), captions: [], alternative: 'Ferry', caption }],
    CARRY,
    OF,
  );
  assert.deepEqual(blocks, [{ type: 'picture', file: picture('a'), alternative: 'Ferry', caption }]);
  assert.match(warnings[0]?.message ?? '', /the video .*bad\.mp4 is left out: ffmpeg is not installed/);
});

test('a video loses captions and poster that are broken, and nothing else', async () => {
  const { blocks, warnings } = await resolveMedia(
    [
      {
        type: 'video',
        address: at('v.mp4'),
        poster: at('bad.jpg'),
        captions: [
          { language: 'de', address: at('bad.vtt') },
          { language: 'ru', address: at('ru.vtt') },
        ],
        alternative: '',
      },
    ],
    CARRY,
    OF,
  );
  const [video] = blocks;
  assert.ok(video?.type === 'video');
  assert.deepEqual(video.poster, picture('d'));
  assert.deepEqual(
    video.captions.map(({ language }) => language),
    ['ru'],
  );
  assert.equal(warnings.length, 2);
});
