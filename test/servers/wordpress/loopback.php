<?php
// Lets the companion plug-in of a test site read heads of this machine, over http and from any port; no real site has it.
add_filter('tamizdat_head_schemes', fn ($schemes) => [...$schemes, 'http']);
add_filter('http_request_host_is_external', fn ($is, $host) => $is || $host === '127.0.0.1', 10, 2);
add_filter('http_allowed_safe_ports', fn ($ports, $host, $address) => [...$ports, (int) parse_url($address, PHP_URL_PORT)], 10, 3);
