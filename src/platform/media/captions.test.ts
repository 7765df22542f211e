import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { carryCaptions, MAX_CAPTIONS_BYTES, MediaError } from './index.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const carried = (text: string): string => new TextDecoder().decode(carryCaptions(encode(text)).bytes);

test('cues are carried and all else is left out', () => {
  const text = `\ufeffWEBVTT - made by a program
Kind: captions

STYLE
::cue { background: url(https://beacon.example/) }

REGION
id:fred

NOTE from the editor: do not publish

intro
00:01.000 --> 00:02.500 line:0 align:start region:fred
<v.loud Anna Beispiel>Guten <b>Tag</b> &amp; <i class="x">hallo</i>
<00:01.500>zweite Zeile

01:00:03.000 --> 01:00:04.000
Ende
`;
  const { cueCount, file, bytes } = carryCaptions(encode(text));
  assert.equal(cueCount, 2);
  assert.equal(file.extension, 'vtt');
  assert.equal(file.sizeBytes, bytes.length);
  assert.equal(
    new TextDecoder().decode(bytes),
    `WEBVTT

00:00:01.000 --> 00:00:02.500
Anna Beispiel: Guten Tag &amp; hallo
zweite Zeile

01:00:03.000 --> 01:00:04.000
Ende
`,
  );
});

test('line ends of any system are read, and cues are put in order of time', () => {
  const lines = ['WEBVTT', '', '00:05.000 --> 00:06.000', 'b', '', '', '00:01.000 --> 00:02.000', 'a'];
  for (const end of ['\n', '\r\n', '\r']) {
    assert.equal(
      carried(lines.join(end)),
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na\n\n00:00:05.000 --> 00:00:06.000\nb\n',
    );
  }
});

test('captions without cues, and cues without text, are nothing', () => {
  assert.equal(carried('WEBVTT'), 'WEBVTT\n');
  assert.equal(carried('WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>\n'), 'WEBVTT\n');
});

test('what is not strict WebVTT is refused with its line', () => {
  for (const [text, message] of [
    ['', /line 1: the first line is not WEBVTT/],
    ['WEBVTTX', /line 1/],
    ['1\n00:00:01,000 --> 00:00:02,000\nSubRip', /line 1/],
    ['WEBVTT\n\n00:00:01,000 --> 00:00:02,000\ncomma', /line 3: a cue without its times/],
    ['WEBVTT\n\nname\nno times', /line 4: a cue without its times/],
    ['WEBVTT\n\nalone', /line 3: a cue without its times/],
    ['WEBVTT\n\n00:02.000 --> 00:01.000\nback', /line 3: a cue that ends before it begins/],
    ['WEBVTT\n\n00:99.000 --> 01:01.000\nx', /line 3/],
    [`WEBVTT\n\n00:01.000 --> 00:02.000\n${'x'.repeat(501)}`, /line 3: a cue of over 500 characters/],
  ] as const) {
    assert.throws(() => carryCaptions(encode(text)), { name: 'MediaError', code: 'not-captions', message }, text);
  }
  assert.throws(() => carryCaptions(Uint8Array.of(0x57, 0xff)), { code: 'not-captions', message: /UTF-8/ });
});

test('captions beyond the limits are refused', () => {
  assert.throws(() => carryCaptions(new Uint8Array(MAX_CAPTIONS_BYTES + 1)), { code: 'captions-too-large' });
  const many = `WEBVTT\n${'\n00:01.000 --> 00:02.000\nx\n'.repeat(5_001)}`;
  assert.throws(() => carryCaptions(encode(many)), { code: 'captions-too-large', message: /5000 cues/ });
});

test('no tag survives, however it is broken, and carrying twice changes nothing', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '<b>',
      '</v>',
      '<v ',
      '&lt;',
      '&amp;lt;',
      '&',
      '-->',
      '<c.red',
      '\n',
      'NOTE',
      '\u202e',
      'WEBVTT',
    ),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
      const text = `WEBVTT\n\n00:01.000 --> 00:02.000\n${pieces.join('').replaceAll(/[\r\n]{2,}/g, '\n')}\n`;
      try {
        const once = carried(text);
        assert.doesNotMatch(
          once
            .split('\n')
            .filter((line) => !/^\d\d:\d\d:.* --> /.test(line))
            .join('\n'),
          /[<>]/,
        );
        assert.equal(carried(once), once);
      } catch (error) {
        assert.ok(error instanceof MediaError, String(error));
      }
    }),
  );
});

test('any bytes are captions or a MediaError', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        carryCaptions(encode(`WEBVTT\n\n${text}`));
      } catch (error) {
        assert.ok(error instanceof MediaError, String(error));
      }
    }),
  );
});
