/**
 * Draws the pictures and the video of the sample newsroom into this folder: `node src/sample/media/draw.ts`.
 * The results are committed, so nobody needs this (or `ffmpeg`) to run the sample; it is here to change them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawbridge, scenes } from './scenes.ts';

const FRAMES_A_SECOND = 15;
const SECONDS = 8;
const folder = fileURLToPath(new URL('./', import.meta.url));

/** Slow at both ends, as heavy things move. */
function ease(from: number, to: number, at: number): number {
  const share = Math.min(1, Math.max(0, (at - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

for (const [name, scene] of Object.entries(scenes())) {
  const image = sharp(Buffer.from(scene.svg));
  const bytes = name.endsWith('.png')
    ? await image.png({ palette: true, compressionLevel: 9 }).toBuffer()
    : await image.jpeg({ quality: 72, mozjpeg: true }).toBuffer();
  writeFileSync(join(folder, name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}

const frames = mkdtempSync(join(tmpdir(), 'drawbridge-'));
try {
  for (let frame = 0; frame < FRAMES_A_SECOND * SECONDS; frame += 1) {
    const second = frame / FRAMES_A_SECOND;
    const open = ease(0.7, 3, second) - ease(6.6, 8, second) * 0.6;
    const scene = drawbridge(open, Math.min(1, Math.max(0, (second - 2.2) / 4.6)));
    const bytes = await sharp(Buffer.from(scene.svg)).resize(640, 360).png().toBuffer();
    writeFileSync(join(frames, `${String(frame).padStart(4, '0')}.png`), bytes);
  }
  execFileSync('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-framerate', String(FRAMES_A_SECOND), '-i', join(frames, '%04d.png')],
    ...['-f', 'lavfi', '-i', 'anoisesrc=color=brown:amplitude=0.02:seed=1', '-shortest'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'veryslow',
      '-crf',
      '27',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-b:a',
      '24k',
      '-ac',
      '1',
    ],
    ...['-map_metadata', '-1', '-fflags', '+bitexact', '-movflags', '+faststart', join(folder, 'klappbruecke.mp4')],
  ]);
} finally {
  rmSync(frames, { recursive: true, force: true });
}
