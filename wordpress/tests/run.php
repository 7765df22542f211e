<?php
// Runs the tests of the plug-in's proof: `php wordpress/tests/run.php`. Ends with 1 when one fails, or when none ran.
declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    throw new ErrorException($message, 0, $level, $file, $line);
});

const VECTORS = __DIR__ . '/../../test/vectors';
foreach (['error', 'grammar', 'note', 'log', 'head', 'notices', 'withdrawal', 'calendar'] as $file) {
    require __DIR__ . "/../tamizdat-companion/proof/$file.php";
}

$ran = 0;
$failed = 0;

/** Runs one test; its title is a sentence. */
function test(string $title, callable $body): void
{
    global $ran, $failed;
    $ran++;
    try {
        $body();
        echo "ok - $title\n";
    } catch (Throwable $error) {
        $failed++;
        echo "not ok - $title\n  ", get_class($error), ": {$error->getMessage()} at {$error->getFile()}:{$error->getLine()}\n";
    }
}

/** Fails unless both are the same. */
function same($actual, $expected, string $what = 'value'): void
{
    if ($actual !== $expected) {
        throw new Exception("$what is " . var_export($actual, true) . ', not ' . var_export($expected, true));
    }
}

/** The name under which something is refused; null when it is not. */
function failure_of(callable $body): ?string
{
    try {
        $body();
        return null;
    } catch (Tamizdat\Proof\ProofError $error) {
        return $error->failure;
    }
}

/** The keys an administrator of a site would have pinned: those of the policy that the vector's carrier gives. */
function keys_of(string $bundle): array
{
    preg_match('/^log (\S+)$/m', $bundle, $log);
    preg_match('/^# tamizdat clock (\S+)$/m', $bundle, $name);
    preg_match("/^witness {$name[1]} (\S+)/m", $bundle, $clock);
    $newsroom = preg_replace('/\/log\/\d+\+.*$/', '', $log[1]);
    return ['newsroom' => $newsroom, 'log' => Tamizdat\Proof\parse_verifier_key($log[1]), 'clock' => Tamizdat\Proof\parse_verifier_key($clock[1])];
}

foreach (glob(__DIR__ . '/*.test.php') as $file) {
    require $file;
}
echo "$ran ran, $failed failed\n";
exit($ran === 0 || $failed > 0 ? 1 : 0);
