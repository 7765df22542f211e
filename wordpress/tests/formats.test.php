<?php
// Grammar, keys, notices, the calendar and the page of a withdrawal: what holds, and what must be refused.
declare(strict_types=1);

use function Tamizdat\Proof\{check_object, is_language, is_time, log_number, lookup_calendar, object_path, parse_node, parse_notices, parse_number,
    parse_verifier_key, read_withdrawal, verify_head, refuse_older};

const VKEY = 'courier.example/desk/ru+86fd27d3+AfG7ccL+eoZxUj3BFO2aFBqGw/M+b/rZIqlVPapEqMeJ';
const NOTICE = "2026-11-22T11:00:00Z correction 2026-11-22 3fk9m2tq7x ru 2 1:5 sha256:703069755d217d3749cc0622dd50bd1b7dff6b87e206b76ca6607784eaad1f66\n";
const NOTICES = "tamizdat.notices/v1\n" . NOTICE;

test('words have one spelling', function (): void {
    foreach (['0', '7', '9007199254740991'] as $word) {
        same(parse_number($word), (int) $word);
    }
    foreach (['', '07', '-1', '+1', '1.0', "1\n", '9007199254740992', '99999999999999999'] as $word) {
        same(parse_number($word), null, var_export($word, true));
    }
    foreach (['courier.example/log/1' => 1, 'a/log/12' => 12, 'courier.example/log/0' => null, "a/log/1\n" => null, '/log/1' => null] as $origin => $number) {
        same(log_number((string) $origin), $number, (string) $origin);
    }
    foreach (['ru' => true, 'pt-BR' => true, 'sr-Latn' => true, 'RU' => false, 'be-tarask-tarask' => false, "ru\n" => false] as $tag => $is) {
        same(is_language($tag), $is, $tag);
    }
    foreach (['2026-11-22T10:15:00Z' => true, '2026-02-29T10:15:00Z' => false, '2026-11-22T24:00:00Z' => false, "2026-11-22T10:15:00Z\n" => false] as $time => $is) {
        same(is_time($time), $is, $time);
    }
});

test('a key whose hash does not fit, of another kind or with white space in its name is refused', function (): void {
    same(parse_verifier_key(VKEY)['name'], 'courier.example/desk/ru');
    $others = [str_replace('86fd', '86fe', VKEY), str_replace('+Af', '+Ag', VKEY), ' ' . VKEY, VKEY . "\n", 'x', '', str_replace('desk', 'de sk', VKEY)];
    foreach ($others as $key) {
        same(failure_of(fn () => parse_verifier_key($key)), 'key-format', var_export($key, true));
    }
});

test('the notices of the specification are read', function (): void {
    $example = file_get_contents(__DIR__ . '/../../docs/spec/calendar.md');
    preg_match('/```notices\n(.*?)```/s', $example, $found);
    same(NOTICES, $found[1]);
    [$notice] = parse_notices(NOTICES);
    same([$notice['kind'], $notice['article'], $notice['language'], $notice['revision'], $notice['place']], ['correction', '3fk9m2tq7x', 'ru', 2, [1, 5]]);
    same(parse_notices("tamizdat.notices/v1\n"), []);
});

test('notices in any other form are refused', function (): void {
    $older = str_replace(['T11:', '1:5'], ['T10:', '1:4'], NOTICE);
    same(count(parse_notices(NOTICES . $older)), 2);
    $others = [
        '', NOTICE, rtrim(NOTICES), NOTICES . "\n", NOTICES . NOTICE, "tamizdat.notices/v1\n" . $older . NOTICE,
        str_replace('correction', 'praise', NOTICES), str_replace(' 2 1:5', ' 02 1:5', NOTICES), str_replace(' 2 1:5', ' 0 1:5', NOTICES),
        str_replace('1:5', '0:5', NOTICES), str_replace('2026-11-22 ', '2026-11-31 ', NOTICES), str_replace(' ru ', ' RU ', NOTICES),
        str_replace('3fk', '3fi', NOTICES), str_replace('sha256:7', 'sha256:7 ', NOTICES), str_replace(' ru', '  ru', NOTICES),
    ];
    $many = '';
    for ($index = 300; $index > 199; $index--) {
        $many .= str_replace('1:5', "1:$index", NOTICE);
    }
    foreach ([...$others, "tamizdat.notices/v1\n$many"] as $text) {
        same(failure_of(fn () => parse_notices($text)), 'notices-format', substr($text, 0, 160));
    }
    same(count(parse_notices("tamizdat.notices/v1\n" . substr($many, 0, -strlen(NOTICE) - 2))), 100);
});

test('an object is refused when its length or its hash is another', function (): void {
    $ref = ['bytes' => 3, 'sha256' => hash('sha256', 'abc')];
    same(check_object('abc', $ref, 'o'), 'abc');
    foreach (['abd', 'abcd', ''] as $bytes) {
        same(failure_of(fn () => check_object($bytes, $ref, 'o')), 'hash-mismatch', $bytes);
    }
});

/** Reads objects of a vector's carrier. */
function reader_of(string $name): callable
{
    return fn (array $ref): string => check_object(file_get_contents(VECTORS . "/$name/carrier/" . object_path($ref['sha256'])), $ref, 'object');
}

/** The verified head of a vector. */
function head_of(string $name): array
{
    $carrier = VECTORS . "/$name/carrier";
    return verify_head(file_get_contents("$carrier/head"), keys_of(file_get_contents("$carrier/trust/bundle")));
}

test('the calendar tells what is current, corrected and withdrawn, and what was never there', function (): void {
    foreach (['genuine-withdrawn' => ['withdrawn', 2], 'genuine-corrected' => ['corrected', 2], 'genuine-page' => ['current', 1]] as $name => $expected) {
        $lines = lookup_calendar(reader_of($name), head_of($name)['calendar'], '2026-11-22', '3fk9m2tq7x');
        same([$lines['ru']['state'], $lines['ru']['revision']], $expected, $name);
        same(lookup_calendar(reader_of($name), head_of($name)['calendar'], '2026-11-22', '0000000000'), []);
        same(lookup_calendar(reader_of($name), head_of($name)['calendar'], '2025-11-22', '3fk9m2tq7x'), []);
    }
});

test('a calendar that was altered, or whose node is another than the one asked for, is refused', function (): void {
    $head = head_of('calendar-altered');
    same(failure_of(fn () => lookup_calendar(reader_of('calendar-altered'), $head['calendar'], '2026-11-22', '3fk9m2tq7x')), 'hash-mismatch');
    same(failure_of(fn () => parse_node("tamizdat.calendar/v1\nyear 2025\n", 'year 2026')), 'calendar-format');
    $other = head_of('calendar-other-node');
    same(failure_of(fn () => lookup_calendar(reader_of('calendar-other-node'), $other['calendar'], '2026-11-22', '3fk9m2tq7x')), 'calendar-format');
});

test('a split day is read to the leaf', function (): void {
    $objects = [];
    $put = function (string $bytes) use (&$objects): string {
        $objects[hash('sha256', $bytes)] = $bytes;
        return strlen($bytes) . ' sha256:' . hash('sha256', $bytes);
    };
    $leaf = str_repeat('a', 64);
    $deep = $put("tamizdat.calendar/v1\nday 2026-11-22 3f\n3fk9m2tq7x ru 2 withdrawn 1:5 sha256:$leaf\n3fz9m2tq7x ru 1 current 1:6 sha256:$leaf\n");
    $part = $put("tamizdat.calendar/v1\nday 2026-11-22 3\n3f $deep\n");
    $day = $put("tamizdat.calendar/v1\nday 2026-11-22\n3 $part\n");
    $month = $put("tamizdat.calendar/v1\nmonth 2026-11\n2026-11-22 $day\n");
    $year = $put("tamizdat.calendar/v1\nyear 2026\n2026-11 $month\n");
    $root = Tamizdat\Proof\parse_ref($put("tamizdat.calendar/v1\nroot\n2026 $year\n"));
    $read = fn (array $ref): string => check_object($objects[$ref['sha256']], $ref, 'object');
    same(lookup_calendar($read, $root, '2026-11-22', '3fk9m2tq7x')['ru']['state'], 'withdrawn');
    same(lookup_calendar($read, $root, '2026-11-22', '3gk9m2tq7x'), []);
});

/** A page of a withdrawal, signed by a key of our own: [page, notice, the desk's key]. */
function withdrawal(array $change = []): array
{
    $pair = sodium_crypto_sign_seed_keypair(str_repeat('d', 32));
    $typed = "\1" . sodium_crypto_sign_publickey($pair);
    $name = 'courier.example/desk/ru';
    $id = substr(hash('sha256', "$name\n$typed", true), 0, 4);
    $key = $name . '+' . bin2hex($id) . '+' . base64_encode($typed);
    $body = '<article lang="ru" dir="ltr" data-salt="0" data-state="withdrawn">' . "\n<header>\n<h1>Отозвано &amp; &lt;забыто&gt;</h1>\n<p class=\"at\">x</p>\n</header>\n"
        . "<p id=\"b1\">Источник <em>ошибся</em>.</p>\n<p id=\"b2\">&lt;script&gt;alert(1)&lt;/script&gt;</p>\n</article>";
    $content = "<!doctype html>\n<!--tamizdat:body-->\n$body\n<!--/tamizdat:body-->\n</html>\n";
    $content = ($change['content'] ?? fn ($text) => $text)($content);
    $text = "tamizdat.record/v1\nnewsroom courier.example\nlog courier.example/log/1\nkind withdrawal\narticle 3fk9m2tq7x\nday 2026-11-22\nlanguage ru\nrevision 3\n"
        . "time 2026-11-22T11:00:00Z\npage 1/1 " . strlen($content) . ' sha256:' . hash('sha256', $content) . "\nreplaces 1:5\n";
    $text = ($change['record'] ?? fn ($record) => $record)($text);
    $note = "$text\n— $name " . base64_encode($id . sodium_crypto_sign_detached($text, sodium_crypto_sign_secretkey($pair))) . "\n";
    $page = "$content<!--tamizdat:proof\n$note\nc2sp.org/tlog-proof@v1\nindex 9\n\nnot looked at\n-->\n";
    $notice = ['article' => '3fk9m2tq7x', 'day' => '2026-11-22', 'language' => 'ru', 'revision' => 3, 'leaf' => hash('sha256', "\0$note")];
    return [$page, $notice, parse_verifier_key($key)];
}

test('the reason of a withdrawal is read as plain text', function (): void {
    [$page, $notice, $key] = withdrawal();
    $reason = read_withdrawal($page, $notice, [$key]);
    same($reason, ['headline' => 'Отозвано & <забыто>', 'paragraphs' => ['Источник ошибся.', '<script>alert(1)</script>']]);
});

test('a reason that no pinned desk signed, or that is not what the notice names, is not told', function (): void {
    [$page, $notice, $key] = withdrawal();
    $stranger = parse_verifier_key(VKEY);
    $replace = fn (string $from, string $to): callable => fn (string $text): string => str_replace($from, $to, $text);
    same(failure_of(fn () => read_withdrawal($page, $notice, [])), 'desk-signature');
    same(failure_of(fn () => read_withdrawal($page, $notice, [['name' => $key['name']] + $stranger])), 'desk-signature');
    same(failure_of(fn () => read_withdrawal($page, ['leaf' => str_repeat('0', 64)] + $notice, [$key])), 'hash-mismatch');
    same(failure_of(fn () => read_withdrawal(str_replace('ошибся', 'солгал', $page), $notice, [$key])), 'hash-mismatch');
    same(failure_of(fn () => read_withdrawal(str_replace('<!--/t', '<!--t', $page), $notice, [$key])), 'markers');
    same(failure_of(fn () => read_withdrawal($page . "\n", $notice, [$key])), 'markers');
    same(failure_of(fn () => read_withdrawal($page . str_repeat(' ', 262144), $notice, [$key])), 'too-large');
    same(failure_of(fn () => read_withdrawal("\xff$page", $notice, [$key])), 'not-utf8');
    foreach (['kind withdrawal' => 'kind article', '3fk9m2tq7x' => '4fk9m2tq7x', 'revision 3' => 'revision 2', 'language ru' => 'language de'] as $from => $to) {
        [$page, $notice] = withdrawal(['record' => $replace($from, $to)]);
        same(failure_of(fn () => read_withdrawal($page, $notice, [$key])), 'record-format', $to);
    }
    [$page, $notice] = withdrawal(['content' => $replace('<article', '<section')]);
    same(failure_of(fn () => read_withdrawal($page, $notice, [$key])), 'body-format');
});

test('the largest page that is read does not exhaust the patterns', function (): void {
    [$page, $notice, $key] = withdrawal(['content' => fn (string $text): string => str_replace("<!doctype html>\n", "<!doctype html>\n" . str_repeat("<p>\n", 64000), $text)]);
    same(strlen($page) > 250000, true);
    same(count(read_withdrawal($page, $notice, [$key])['paragraphs']), 2);
});

test('a heartbeat and a further log are taken, what went back is not', function (): void {
    $seen = ['log' => 1, 'number' => 5, 'size' => 40, 'root' => 'aa'];
    foreach ([[], ['number' => 6, 'size' => 44, 'root' => 'bb'], ['log' => 2, 'number' => 1, 'size' => 3, 'root' => 'cc']] as $change) {
        same(failure_of(fn () => refuse_older($change + $seen, $seen)), null, json_encode($change));
    }
    $backs = [['number' => 4], ['size' => 39], ['log' => 0, 'number' => 9, 'size' => 99], ['size' => 41], ['number' => 4, 'size' => 41]];
    foreach ($backs as $change) {
        same(failure_of(fn () => refuse_older($change + $seen, $seen)), 'rollback', json_encode($change));
    }
    same(failure_of(fn () => refuse_older(['root' => 'bb'] + $seen, $seen)), 'fork');
});
