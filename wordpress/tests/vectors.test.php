<?php
// The golden and the must-fail vectors of the whole project, as far as they are about heads.
declare(strict_types=1);

use function Tamizdat\Proof\parse_checkpoint;
use function Tamizdat\Proof\parse_note;
use function Tamizdat\Proof\refuse_older;
use function Tamizdat\Proof\verify_head;

/** What a site would remember of the head a vector says was seen. */
function seen_of(array $seen): array
{
    $checkpoint = parse_checkpoint(parse_note($seen['checkpoint'], 'checkpoint')['text']);
    return ['root' => bin2hex($checkpoint['root']), 'number' => $seen['number']] + $checkpoint;
}

/** What is said otherwise where one log is pinned and not a policy: a carrier behind its own policy; a further log. */
const OTHERWISE = [
    'genuine-carrier-behind' => 'rollback',
    'genuine-retired-log-head-behind' => 'log-retired',
    'rollback-renumbered-log' => 'checkpoint-signature',
];
/** Wrong signatures of witnesses: none is pinned here, so they are strangers', and those are ignored. */
const STRANGERS = ['head-witness-other-tree'];

$heads = 0;
foreach (glob(VECTORS . '/*/carrier/head') as $file) {
    $name = basename(dirname($file, 2));
    $case = json_decode(file_get_contents(VECTORS . "/$name/case.json"), true);
    ['check' => $check, 'failure' => $failure] = $case['expect'];
    $isGenuine = strncmp($name, 'genuine-', 8) === 0;
    if (!$isGenuine && $check !== 'head') {
        continue;
    }
    $expected = OTHERWISE[$name] ?? ($isGenuine || in_array($name, STRANGERS, true) ? null : $failure);
    $heads++;
    test("vector $name: {$case['says']}", function () use ($file, $case, $expected): void {
        $keys = keys_of(file_get_contents(dirname($file) . '/trust/bundle'));
        $found = failure_of(function () use ($file, $keys, $case): void {
            $head = verify_head(file_get_contents($file), $keys);
            if ($case['seen'] !== null) {
                refuse_older($head, seen_of($case['seen']));
            }
        });
        same($found, $expected, 'the failure');
    });
}

test('the vectors are there', function () use ($heads): void {
    same($heads > 40, true, "$heads heads: more than 40");
});
