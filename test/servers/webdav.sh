#!/bin/sh
# Serves WebDAV with Debian's nginx and Apache on 127.0.0.1 until it is stopped or its standard input ends; then nothing is
# left of it but the installed packages. Prints "ready <folder>" when they answer. For root on Debian.
#
#   test/servers/webdav.sh <nginx> <nginx, https> <apache>      (three ports)
#
# Each serves <its folder>/ below /dav/ to a user `courier`: nginx by a password (basic), Apache by a digest (MD5); Apache also
# below /full/ on a disk of 2 MiB. In the temporary folder that is named lie: `password`, `ca.pem` (who vouches for the
# certificate of nginx, which is for `localhost`), `nginx/dav`, `apache/dav`, `full`.
set -eu

fail() {
  echo "error: $1" >&2
  echo "hint: $2" >&2
  exit 1
}

nginx_port=${1:-} https_port=${2:-} apache_port=${3:-}
for each in "$nginx_port" "$https_port" "$apache_port"; do
  case $each in
  '' | *[!0-9]*) fail "the ports are missing" "write for example: test/servers/webdav.sh 8090 8443 8091" ;;
  esac
done
[ "$(id -u)" = 0 ] || fail "only root can install packages" "run it as root on a Debian machine, best in a container"
command -v apt-get >/dev/null || fail "there is no apt-get here" "run it on Debian, best in a container"

folder= servers= reader= policy= mounted=
stop() {
  trap - EXIT INT TERM HUP
  [ -z "$policy" ] || rm -f "$policy"
  for server in $servers; do kill "$server" 2>/dev/null || true; done
  [ -z "$reader" ] || kill "$reader" 2>/dev/null || true
  wait 2>/dev/null || true
  [ -z "$mounted" ] || umount -l "$mounted" 2>/dev/null || true
  [ -z "$folder" ] || rm -rf "$folder"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

packages='nginx libnginx-mod-http-dav-ext apache2 openssl'
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
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -qq -y --no-install-recommends \
        $missing </dev/null
  } >&2 || fail "could not install$missing" "read the lines of apt-get above"
  [ -z "$policy" ] || rm -f "$policy"
  policy=
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/tamizdat-webdav-XXXXXX")
chmod 755 "$folder"
password=$(head -c 18 /dev/urandom | base64)
(umask 077 && printf %s "$password" >"$folder/password")
mkdir -p "$folder/nginx/dav" "$folder/nginx/tmp" "$folder/apache/dav" "$folder/apache/run" "$folder/full"
if mount -t tmpfs -o size=2m,mode=755 tmpfs "$folder/full" 2>/dev/null; then mounted=$folder/full; fi
mkdir -p "$folder/full/dav"
chown -R www-data "$folder/nginx" "$folder/apache" "$folder/full"

(
  cd "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj '/CN=CA of a test' \
    -keyout ca.key -out ca.pem
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=localhost' -keyout tls.key -out tls.csr
  printf 'subjectAltName=DNS:localhost\n' >tls.ext
  openssl x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile tls.ext -out tls.pem
) >"$folder/openssl.log" 2>&1 || fail "cannot make a certificate: $(tail -n 1 "$folder/openssl.log")" "is openssl whole?"

printf 'courier:%s\n' "$(openssl passwd -apr1 "$password")" >"$folder/htpasswd"
printf 'courier:host:%s\n' "$(printf 'courier:host:%s' "$password" | openssl md5 -r | cut -d' ' -f1)" >"$folder/htdigest"

cat >"$folder/nginx.conf" <<CONFIG
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
user www-data;
daemon off;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path $folder/nginx/tmp;
  client_max_body_size 10m;
  server {
    listen 127.0.0.1:$nginx_port;
    listen 127.0.0.1:$https_port ssl;
    ssl_certificate $folder/tls.pem;
    ssl_certificate_key $folder/tls.key;
    root $folder/nginx;
    location /dav/ {
      auth_basic host;
      auth_basic_user_file $folder/htpasswd;
      dav_methods PUT DELETE MKCOL COPY MOVE;
      dav_ext_methods PROPFIND OPTIONS;
      dav_access user:rw group:r all:r;
    }
  }
}
CONFIG
modules=
for module in mpm_event alias authn_core authn_file authz_core authz_user auth_digest dav dav_fs; do
  modules="$modules
LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
done
cat >"$folder/apache.conf" <<CONFIG
$modules
ServerRoot $folder/apache
ServerName 127.0.0.1
Listen 127.0.0.1:$apache_port
User www-data
Group www-data
PidFile $folder/apache/run/pid
DefaultRuntimeDir $folder/apache/run
ErrorLog $folder/apache.log
DocumentRoot $folder/apache
DavLockDB $folder/apache/run/locks
Alias /full $folder/full/dav
<Directory />
  Require all denied
</Directory>
<Location />
  Dav On
  AuthType Digest
  AuthName host
  AuthDigestProvider file
  AuthUserFile $folder/htdigest
  Require user courier
</Location>
CONFIG

nginx -c "$folder/nginx.conf" -e "$folder/nginx.log" &
servers="$servers $!"
apache2 -D FOREGROUND -f "$folder/apache.conf" &
servers="$servers $!"
tries=0
# Both write their number when they listen.
until [ -s "$folder/nginx.pid" ] && [ -s "$folder/apache/run/pid" ]; do
  tries=$((tries + 1))
  [ $tries -lt 60 ] || fail "a server does not start: $(tail -n 1 "$folder"/*.log)" "are the ports free?"
  sleep 0.5
done
echo "ready $folder"
# Ends with whoever started it, however that one ends. In the background, because a shell hears signals only in `wait`.
exec 3<&0
cat <&3 >/dev/null &
reader=$!
wait $reader
