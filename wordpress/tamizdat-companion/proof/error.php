<?php
declare(strict_types=1);

namespace Tamizdat\Proof;

/** Something is not what a signature or a format asks for; `failure` is its name in docs/spec. */
final class ProofError extends \Exception
{
    public string $failure;

    public function __construct(string $failure, string $message)
    {
        parent::__construct($message);
        $this->failure = $failure;
    }
}
