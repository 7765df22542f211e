import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CarriedVideo, carryVideo, MAX_PIECE_BYTES, parseMediaList } from './index.ts';

/** Without ffmpeg there is one thing to see: that a video is skipped with a reason. */
const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((name) => spawnSync(name, ['-version']).status === 0);

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
});

after(() => rmSync(folder, { recursive: true }));

function ffmpeg(...parameters: string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...parameters], { cwd: folder });
  assert.equal(status, 0, String(stderr));
}

function probe(path: string): {
  format: { duration: string; tags?: Record<string, string> };
  streams: Record<string, unknown>[];
} {
  const { stdout } = spawnSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path]);
  return JSON.parse(String(stdout));
}

/** What is left in the system's temporary folder by these tests' own process. */
function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('tamizdat-video-'));
}

async function carriedOf(video: string | Uint8Array): Promise<CarriedVideo | null> {
  const result = await carryVideo(video);
  if (hasFfmpeg) {
    assert.equal(result.outcome, 'carried');
    return result.outcome === 'carried' ? result : null;
  }
  assert.deepEqual(result, { outcome: 'skipped', reason: 'video is skipped: ffprobe is not installed' });
  return null;
}

/** Makes a video where ffmpeg can; else something to be skipped. */
function make(name: string, ...parameters: string[]): string {
  const path = join(folder, name);
  if (hasFfmpeg) ffmpeg(...parameters, path);
  else writeFileSync(path, 'a video');
  return path;
}

const MOVING = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=30:duration=5'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=5'];
const TELLING = [
  '-metadata',
  'title=Secret Title',
  '-metadata',
  'location=+51.5000+007.2000/',
  '-metadata:s:v',
  'title=Secret Track',
];

test('a video becomes small pieces without metadata, a poster and a list of hashes', async () => {
  const path = make('telling.mov', ...MOVING, ...SOUND, '-shortest', ...TELLING, '-movflags', 'use_metadata_tags');
  const before = leftovers();
  const video = await carriedOf(path);
  assert.deepEqual(leftovers(), before);
  if (video === null) return;
  assert.deepEqual(video.stripped, ['place', 'tags']);
  assert.equal(video.durationSeconds, 5);
  assert.equal(video.poster.file.extension, 'webp');
  assert.deepEqual([video.poster.file.widthPx, video.poster.file.heightPx], [640, 360]);
  const [piece] = video.pieces;
  assert.ok(piece !== undefined && video.pieces.length === 1);
  assert.equal(piece.file.sha256, createHash('sha256').update(piece.bytes).digest('hex'));
  assert.equal(piece.file.sizeBytes, piece.bytes.length);
  for (const secret of ['Secret', '51.5', 'Lavf', 'x264 - core'])
    assert.ok(!Buffer.from(piece.bytes).includes(secret), secret);
  const list = parseMediaList(video.hashes.bytes);
  assert.deepEqual(
    list?.pieces.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes })),
    [{ sha256: piece.file.sha256, sizeBytes: piece.file.sizeBytes }],
  );
  assert.equal(video.hashes.file.sha256, createHash('sha256').update(video.hashes.bytes).digest('hex'));

  const out = join(folder, 'piece.mp4');
  writeFileSync(out, piece.bytes);
  const { streams } = probe(out);
  assert.deepEqual(
    streams.map(({ codec_name, width, height }) => [codec_name, width, height]),
    [
      ['h264', 426, 240],
      ['aac', undefined, undefined],
    ],
  );
  const order = Buffer.from(piece.bytes);
  assert.ok(order.indexOf('moov') < order.indexOf('mdat'), 'the index is in front');
});

test('a long video is cut into pieces of at most 1 MB that each play by themselves', async () => {
  const path = make(
    'long.mp4',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=320x240:rate=25:duration=60',
    '-preset',
    'ultrafast',
  );
  const video = await carriedOf(new Uint8Array(readFileSync(path)));
  if (video === null) return;
  assert.ok(video.pieces.length >= 3, `${video.pieces.length} pieces`);
  let seconds = 0;
  for (const [at, { bytes }] of video.pieces.entries()) {
    assert.ok(bytes.length <= MAX_PIECE_BYTES);
    const out = join(folder, `piece-${at}.mp4`);
    writeFileSync(out, bytes);
    seconds += Number(probe(out).format.duration);
    ffmpeg('-xerror', '-i', out, '-f', 'null', '-');
  }
  assert.ok(Math.abs(seconds - 60) < 1, `${seconds} s`);
});

test('an upright video stays upright and a small one is not enlarged', async () => {
  for (const [size, expected] of [
    ['360x640', [240, 426]],
    ['160x90', [160, 90]],
    ['161x91', [160, 90]],
  ] as const) {
    const path = make(
      `${size}.mkv`,
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=${size}:rate=10:duration=1`,
      '-pix_fmt',
      'yuv444p',
    );
    const video = await carriedOf(path);
    if (video === null) continue;
    const out = join(folder, 'sized.mp4');
    writeFileSync(out, video.pieces[0]?.bytes ?? '');
    const { streams } = probe(out);
    const [width, height] = [Number(streams[0]?.width), Number(streams[0]?.height)];
    assert.ok(Math.abs(width - expected[0]) <= 2 && Math.abs(height - expected[1]) <= 2, `${size}: ${width}x${height}`);
  }
});

test('without ffmpeg a video is skipped with a reason', async () => {
  const programs = { ffmpeg: 'no-such-ffmpeg', ffprobe: 'no-such-ffprobe' };
  assert.deepEqual(await carryVideo(Uint8Array.of(1), { programs }), {
    outcome: 'skipped',
    reason: 'video is skipped: no-such-ffprobe is not installed',
  });
});

test('what is not a video is refused, also when it is a picture, a sound or a list of other files', async () => {
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://${join(folder, 'secret.txt')}\n#EXT-X-ENDLIST\n`;
  const concat = `ffconcat version 1.0\nfile ${join(folder, 'telling.mov')}\n`;
  const sound = make('sound.mp4', ...SOUND);
  for (const video of ['hello', playlist, concat]
    .map((text) => new TextEncoder().encode(text))
    .concat(new Uint8Array(readFileSync(sound)))) {
    if (hasFfmpeg) await assert.rejects(carryVideo(video), { name: 'MediaError', code: 'not-a-video' });
    else await carriedOf(video);
  }
});

test('a video that is too long is refused', async () => {
  const path = make(
    'too-long.mp4',
    '-f',
    'lavfi',
    '-i',
    'color=size=16x16:rate=1:duration=700',
    '-preset',
    'ultrafast',
  );
  if (hasFfmpeg) await assert.rejects(carryVideo(path), { code: 'video-too-large', message: /12 minutes/ });
  else await carriedOf(path);
});

test('work that is given up or takes too long is stopped, and leaves nothing behind', async () => {
  const path = make(
    'slow.mp4',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=1280x720:rate=30:duration=20',
    '-preset',
    'ultrafast',
  );
  const before = leftovers();
  if (hasFfmpeg) {
    const signal = AbortSignal.timeout(400);
    await assert.rejects(carryVideo(path, { signal }), { name: 'TimeoutError' });
    await assert.rejects(carryVideo(path, { timeoutMs: 400 }), { name: 'MediaError', code: 'media-timeout' });
  } else await carriedOf(path);
  await assert.rejects(carryVideo(path, { signal: AbortSignal.abort(new Error('enough')) }), /^Error: enough$/);
  assert.deepEqual(leftovers(), before);
});
