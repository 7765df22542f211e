#!/bin/sh
# Serves a fresh WordPress of Debian on 127.0.0.1 until it is stopped or its standard input ends; then nothing is left
# of it but the installed packages. Prints "ready <address>" when the first posts are there. For root on Debian.
#
#   test/servers/wordpress.sh <port>
#
# Everything lies in one temporary folder, named in the last line before "ready": while the server runs,
#   php test/servers/wordpress/posts.php <folder> <change>
# makes the changes that posts.php lists,
#   php test/servers/wordpress/account.php <folder> <name> <role>
# makes a user with an application password, and
#   php test/servers/wordpress/companion.php <folder> install
# installs and activates the companion plug-in of wordpress/ (and what else that file lists).
set -eu

fail() {
  echo "error: $1" >&2
  echo "hint: $2" >&2
  exit 1
}

port=${1:-}
case $port in
'' | *[!0-9]*) fail "the port is missing" "write for example: test/servers/wordpress.sh 8099" ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
[ "$(id -u)" = 0 ] || fail "only root can install packages" "run it as root on a Debian machine, best in a container"
command -v apt-get >/dev/null || fail "there is no apt-get here" "run it on Debian, best in a container"

folder=
database=
server=
reader=
policy=
stop() {
  trap - EXIT INT TERM HUP
  [ -z "$policy" ] || rm -f "$policy"
  # The server's workers are its children and end with its group.
  [ -z "$server" ] || kill -TERM "-$server" 2>/dev/null || true
  [ -z "$reader" ] || kill "$reader" 2>/dev/null || true
  [ -z "$database" ] || kill -TERM "$database" 2>/dev/null || true
  wait 2>/dev/null || true
  [ -z "$folder" ] || rm -rf "$folder"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

# Any web server and any PHP for one satisfy WordPress's dependencies; these two are small and are not used.
# The database comes without its service.
packages='wordpress wordpress-theme-twentytwentythree nginx php-cgi php-cli php-mysql php-gd php-xml php-mbstring
  mariadb-server-core mariadb-client-core'
# Several may start at once: one installs, the others find it done.
exec 9<"$0"
flock 9
missing=
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -n "$missing" ]; then
  # Packages start their services when they are installed, on all addresses; this forbids it.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
  fi
  {
    apt-get update -qq &&
      # shellcheck disable=SC2086 # a list of names
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -qq -y --no-install-recommends $missing </dev/null
  } >&2 || fail "could not install$missing" "read the lines of apt-get above"
  [ -z "$policy" ] || rm -f "$policy"
  policy=
fi
exec 9>&-

folder=$(mktemp -d "${TMPDIR:-/tmp}/tamizdat-wordpress-XXXXXX")
socket=$folder/mariadb.sock
mariadb-install-db --no-defaults --user=root --datadir="$folder/database" --skip-test-db \
  --auth-root-authentication-method=normal >"$folder/install.log" 2>&1 ||
  fail "cannot make a database: $(tail -n 1 "$folder/install.log")" "look for free space in ${TMPDIR:-/tmp}"
mariadbd --no-defaults --user=root --datadir="$folder/database" --socket="$socket" --pid-file="$folder/mariadb.pid" \
  --skip-networking >"$folder/mariadb.log" 2>&1 &
database=$!
tries=0
until mariadb --no-defaults --user=root --socket="$socket" -e 'create database if not exists wordpress' 2>/dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 120 ] || fail "the database does not start: $(tail -n 1 "$folder/mariadb.log")" "see the line above"
  sleep 0.5
done

cp -rL /usr/share/wordpress "$folder/site"
rm -rf "$folder/site/wp-content/uploads" "$folder/site/.htaccess"
mkdir "$folder/site/wp-content/uploads"
cat >"$folder/site/wp-config.php" <<PHP
<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$socket');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', 'http://127.0.0.1:$port');
define('WP_SITEURL', 'http://127.0.0.1:$port');
// Application passwords are for https, but for a site on the machine of whoever tries it.
define('WP_ENVIRONMENT_TYPE', 'local');
// It talks to nobody but whoever asks it.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
PHP

php "$here/wordpress/install.php" "$folder" || fail "WordPress does not install" "see the lines above"
php "$here/wordpress/posts.php" "$folder" first || fail "WordPress does not take the posts" "see the lines above"

cd "$folder/site"
PHP_CLI_SERVER_WORKERS=4 setsid php -S "127.0.0.1:$port" -t "$folder/site" >"$folder/server.log" 2>&1 &
server=$!
tries=0
until php -r 'exit(@file_get_contents($argv[1]) === false ? 1 : 0);' "http://127.0.0.1:$port/feed/"; do
  tries=$((tries + 1))
  [ $tries -lt 60 ] || fail "the web server does not answer: $(tail -n 1 "$folder/server.log")" "is port $port free?"
  sleep 0.5
done
echo "$folder"
echo "ready http://127.0.0.1:$port/"
# Ends with whoever started it, however that one ends. In the background, because a shell hears signals only in `wait`.
exec 3<&0
cat <&3 >/dev/null &
reader=$!
wait $reader
