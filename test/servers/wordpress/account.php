<?php
// Makes a user of a running test WordPress and prints an application password for it:
//   php account.php <folder> <name> <role>      the role as WordPress calls it: author, editor, administrator
declare(strict_types=1);

$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/site/wp-load.php';

[, , $name, $role] = $argv;
$user = wp_insert_user(['user_login' => $name, 'user_email' => "$name@partner.example", 'user_pass' => wp_generate_password(), 'role' => $role]);
if (is_wp_error($user)) {
    fwrite(STDERR, $user->get_error_message() . "\n");
    exit(1);
}
[$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'the tests']);
echo $password, "\n";
