import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { carryPicture, MAX_CARRIED_PICTURE_BYTES, MAX_PICTURE_BYTES, MediaError } from './index.ts';

/** A picture with as much detail as there can be: noise, always the same. */
function noise(width: number, height: number): Sharp {
  const raw = Buffer.alloc(width * height * 3);
  let state = 1;
  for (let at = 0; at < raw.length; at += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    raw[at] = state >> 16;
  }
  return sharp(raw, { raw: { width, height, channels: 3 } });
}

/** A soft picture, as most are. */
function soft(width: number, height: number): Sharp {
  return noise(16, 16).resize(width, height, { fit: 'fill', kernel: 'cubic' });
}

const SECRETS = ['Secret Camera 9', 'Secret Author', '2026:11:01 10:00:00'];

/** A JPEG that says where, when, with what and by whom it was taken. */
function telling(): Promise<Buffer> {
  return soft(800, 600)
    .withExif({
      IFD0: { Model: 'Secret Camera 9', Artist: 'Secret Author', Copyright: 'Secret Agency' },
      IFD2: { DateTimeOriginal: '2026:11:01 10:00:00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '7/1 12/1 0/1' },
    })
    .jpeg()
    .toBuffer();
}

async function refused(bytes: Uint8Array, code: string, message: RegExp): Promise<void> {
  await assert.rejects(carryPicture(bytes), (error: unknown) => {
    assert.ok(error instanceof MediaError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.ok(error.hint);
    return true;
  });
}

test('a picture becomes a small WebP that is named by its bytes', async () => {
  const { file, bytes, stripped } = await carryPicture(await soft(1_600, 900).png().toBuffer());
  assert.deepEqual(file, {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    extension: 'webp',
    widthPx: 640,
    heightPx: 360,
  });
  assert.deepEqual(stripped, []);
  const { format, width, height } = await sharp(bytes).metadata();
  assert.deepEqual([format, width, height], ['webp', 640, 360]);
});

test('even noise comes down to 15 KB, wide, tall or square', async () => {
  for (const [width, height] of [
    [1_500, 1_500],
    [3_000, 200],
    [200, 3_000],
  ] as const) {
    const { bytes, file } = await carryPicture(await noise(width, height).jpeg({ quality: 95 }).toBuffer());
    assert.ok(bytes.length <= MAX_CARRIED_PICTURE_BYTES && bytes.length > 2_000, `${bytes.length} bytes`);
    assert.ok(
      Math.abs(file.widthPx / file.heightPx / (width / height) - 1) < 0.1,
      `${file.widthPx} × ${file.heightPx}`,
    );
  }
});

test('a small picture is never enlarged', async () => {
  const { file } = await carryPicture(await soft(120, 90).png().toBuffer());
  assert.deepEqual([file.widthPx, file.heightPx], [120, 90]);
});

test('nothing of what a picture tells about its making is carried, and that it told is said', async () => {
  const original = await telling();
  assert.ok(SECRETS.every((secret) => original.includes(secret)));
  const { bytes, stripped } = await carryPicture(original);
  assert.deepEqual(stripped, ['place', 'exif']);
  for (const secret of [...SECRETS, 'Secret Agency']) assert.ok(!Buffer.from(bytes).includes(secret), secret);
  const { exif, xmp, iptc, icc } = await sharp(bytes).metadata();
  assert.deepEqual([exif, xmp, iptc, icc], [undefined, undefined, undefined, undefined]);
});

test('Exif without a place does not count as having one', async () => {
  const { stripped } = await carryPicture(
    await soft(90, 90)
      .withExif({ IFD0: { Model: 'x' } })
      .jpeg()
      .toBuffer(),
  );
  assert.deepEqual(stripped, ['exif']);
});

test('XMP with a place, a colour profile and comments are named too', async () => {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,30N"/></rdf:RDF></x:xmpmeta>';
  const { stripped, bytes } = await carryPicture(
    await soft(90, 90).withXmp(xmp).withIccProfile('p3').jpeg().toBuffer(),
  );
  assert.deepEqual(stripped, ['place', 'xmp', 'colour-profile']);
  assert.ok(!Buffer.from(bytes).includes('51,30N'));
});

test('the credit that is given is written into the file, in any script, and nothing else', async () => {
  const credit = { creator: 'Анна <Пример> & "Co"', copyright: '© Курьер 2026\nзапрещено' };
  const { bytes } = await carryPicture(await telling(), credit);
  const { xmpAsString = '', exif } = await sharp(bytes).metadata();
  assert.equal(exif, undefined);
  assert.ok(xmpAsString.includes('<rdf:li>Анна &#60;Пример&#62; &#38; &#34;Co&#34;</rdf:li>'), xmpAsString);
  assert.ok(xmpAsString.includes('© Курьер 2026 запрещено'), xmpAsString);
  assert.ok(!xmpAsString.includes('Secret'));
  const long = await carryPicture(await soft(90, 90).png().toBuffer(), { creator: 'я'.repeat(10_000) });
  assert.ok(long.bytes.length < 3_000);
});

test('a picture taken with the camera on its side stands upright', async () => {
  const sideways = await soft(400, 200)
    .withExif({ IFD0: { Orientation: '6' } })
    .jpeg()
    .toBuffer();
  const turned = await sharp(sideways).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const { file } = await carryPicture(turned);
  assert.deepEqual([file.widthPx, file.heightPx], [200, 400]);
});

test('of an animation the first frame is carried', async () => {
  const frames = Buffer.concat([Buffer.alloc(64 * 64 * 3, 250), Buffer.alloc(64 * 64 * 3, 5)]);
  const gif = await sharp(frames, { raw: { width: 64, height: 128, channels: 3, pageHeight: 64 } })
    .gif()
    .toBuffer();
  assert.equal((await sharp(gif, { animated: true }).metadata()).pages, 2);
  const { bytes, file, stripped } = await carryPicture(gif);
  assert.deepEqual([file.widthPx, file.heightPx, stripped], [64, 64, ['animation']]);
  const { channels } = await sharp(bytes).stats();
  assert.ok((channels[0]?.mean ?? 0) > 200);
});

test('transparency stays', async () => {
  const clear = await sharp({ create: { width: 50, height: 50, channels: 4, background: '#00000000' } })
    .png()
    .toBuffer();
  assert.equal((await sharp((await carryPicture(clear)).bytes).metadata()).hasAlpha, true);
});

test('grey pictures and 16 bits a colour are carried', async () => {
  for (const picture of [soft(90, 60).greyscale().png(), soft(90, 60).toColourspace('rgb16').png()]) {
    const { file } = await carryPicture(await picture.toBuffer());
    assert.deepEqual([file.widthPx, file.heightPx], [90, 60]);
  }
});

test('SVG, web pages and other texts are refused unread', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  for (const text of [
    svg,
    `\n \ufeff${svg}`,
    `\ufeff${svg}`,
    `<?xml version="1.0"?>${svg}`,
    '<!doctype html><p>not found',
  ]) {
    await refused(encode(text), 'not-a-picture', /a text: a web page or an SVG|none of JPEG/);
  }
  await refused(new Uint8Array(Buffer.from(`\ufeff${svg}`, 'utf16le')), 'not-a-picture', /SVG/);
  await refused(encode('%PDF-1.4 nothing'), 'not-a-picture', /none of JPEG/);
  await refused(encode('hello'), 'not-a-picture', /none of JPEG/);
  await refused(new Uint8Array(), 'not-a-picture', /none of JPEG/);
});

test('a picture that begins like one and is cut off or damaged is refused', async () => {
  for (const whole of [await noise(300, 300).jpeg().toBuffer(), await noise(300, 300).png().toBuffer()]) {
    await refused(new Uint8Array(whole.subarray(0, whole.length / 2)), 'not-a-picture', /damaged or cut off/);
  }
});

test('a file that is too large and a picture with too many pixels are refused before they are decoded', async () => {
  await refused(new Uint8Array(MAX_PICTURE_BYTES + 1), 'picture-too-large', /26 MB/);
  const bomb = await sharp({ create: { width: 10_000, height: 5_001, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  assert.ok(bomb.length < 2_000_000);
  await refused(bomb, 'picture-too-large', /51 megapixels/);
});

test('whatever the bytes are, they end in a picture or a MediaError', async () => {
  const whole = new Uint8Array(await telling());
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }), async (at, patch) => {
      const bytes = whole.slice();
      bytes.set(patch.subarray(0, bytes.length - at), at);
      try {
        const { file } = await carryPicture(bytes);
        assert.ok(file.sizeBytes <= MAX_CARRIED_PICTURE_BYTES);
      } catch (error) {
        assert.ok(error instanceof MediaError, String(error));
      }
    }),
    { numRuns: 40 },
  );
});
