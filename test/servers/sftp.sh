#!/bin/sh
# Serves SFTP with Debian's OpenSSH on 127.0.0.1 until it is stopped or its standard input ends; then nothing is left of it
# but the installed packages. Prints "ready <folder>" when it answers. For root on Debian.
#
#   test/servers/sftp.sh <port> <second port>
#
# On the second port users see nothing but their own folder (internal-sftp in a chroot). In the temporary folder that is
# named lie: `key` (the private key that opens), `password`, `user` (a user of this system for as long as it runs),
# `home` (what the user sees), `jail/www` (the same on the second port), `full/www` (a disk of 2 MiB), `*.fingerprint`.
set -eu

fail() {
  echo "error: $1" >&2
  echo "hint: $2" >&2
  exit 1
}

port=${1:-} second=${2:-}
case $port$second in
'' | *[!0-9]*) fail "the ports are missing" "write for example: test/servers/sftp.sh 2222 2223" ;;
esac
[ "$(id -u)" = 0 ] || fail "only root can install packages and make users" "run it as root on a Debian machine, best in a container"
command -v apt-get >/dev/null || fail "there is no apt-get here" "run it on Debian, best in a container"

folder= user= servers= reader= policy= mounted=
stop() {
  trap - EXIT INT TERM HUP
  [ -z "$policy" ] || rm -f "$policy"
  for server in $servers; do kill "$server" 2>/dev/null || true; done
  [ -z "$reader" ] || kill "$reader" 2>/dev/null || true
  wait 2>/dev/null || true
  # Sessions outlive the server that began them; they are this user's.
  [ -z "$user" ] || { pids=$(ps -o pid= -u "$user" || true); [ -z "$pids" ] || kill $pids 2>/dev/null || true; }
  [ -z "$mounted" ] || umount -l "$mounted" 2>/dev/null || true
  [ -z "$user" ] || userdel "$user" 2>/dev/null || true
  [ -z "$folder" ] || rm -rf "$folder"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

if ! dpkg-query -W -f '${db:Status-Status}' openssh-server 2>/dev/null | grep -qx installed; then
  # Packages start their services when they are installed, on all addresses; this forbids it.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
  fi
  {
    apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -qq -y --no-install-recommends \
        openssh-server openssh-sftp-server </dev/null
  } >&2 || fail "could not install openssh-server" "read the lines of apt-get above"
  [ -z "$policy" ] || rm -f "$policy"
  policy=
fi

# Not in /tmp: sshd trusts no keys and locks nobody into a folder below one that all may write to.
folder=$(mktemp -d /var/lib/tamizdat-sftp-XXXXXX)
chmod 755 "$folder"
user=tamizdat-$$
password=$(head -c 18 /dev/urandom | base64)
useradd --no-create-home --home-dir "$folder/home" --shell /bin/sh "$user"
echo "$user:$password" | chpasswd
mkdir -p "$folder/home" "$folder/jail/www" "$folder/full" /run/sshd
chown "$user" "$folder/home" "$folder/jail/www"
if mount -t tmpfs -o size=2m,mode=755 tmpfs "$folder/full" 2>/dev/null; then mounted=$folder/full; fi
mkdir -p "$folder/full/www"
chown "$user" "$folder/full/www"
printf %s "$user" >"$folder/user"
(umask 077 && printf %s "$password" >"$folder/password")
for type in ed25519 ecdsa rsa; do
  ssh-keygen -q -t $type -N '' -f "$folder/host_$type"
  ssh-keygen -lf "$folder/host_$type.pub" | cut -d' ' -f2 >"$folder/$type.fingerprint"
done
ssh-keygen -q -t ed25519 -N '' -f "$folder/key"
cp "$folder/key.pub" "$folder/authorized_keys"
chmod 644 "$folder/authorized_keys"

cat >"$folder/sshd_config" <<CONFIG
ListenAddress 127.0.0.1:$port
PidFile none
HostKey $folder/host_ed25519
HostKey $folder/host_ecdsa
HostKey $folder/host_rsa
AuthorizedKeysFile $folder/authorized_keys
AllowUsers $user
UsePAM yes
KbdInteractiveAuthentication yes
PasswordAuthentication yes
MaxStartups 100
Subsystem sftp /usr/lib/openssh/sftp-server
CONFIG
sed -e "s/:$port$/:$second/" -e 's/^PasswordAuthentication yes/PasswordAuthentication no/' \
  -e 's/^Subsystem.*/Subsystem sftp internal-sftp/' "$folder/sshd_config" >"$folder/sshd_config_jail"
echo "ChrootDirectory $folder/jail" >>"$folder/sshd_config_jail"
for config in sshd_config sshd_config_jail; do
  /usr/sbin/sshd -D -f "$folder/$config" -E "$folder/$config.log" &
  servers="$servers $!"
done
for at in "$port" "$second"; do
  tries=0
  until ssh-keyscan -p "$at" -t ed25519 127.0.0.1 2>/dev/null | grep -q ed25519; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || fail "sshd does not answer: $(tail -n 1 "$folder/sshd_config.log")" "is port $at free?"
    sleep 0.5
  done
done
echo "ready $folder"
# Ends with whoever started it, however that one ends. In the background, because a shell hears signals only in `wait`.
exec 3<&0
cat <&3 >/dev/null &
reader=$!
wait $reader
