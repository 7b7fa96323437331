#!/usr/bin/env bash
# toolchain.sh COMMAND [ARG ...]: runs COMMAND in Debian 13 with the packages of packages.txt, the repository at /src.
#
# On a Debian or Ubuntu host as root the system is bootstrapped once into wasm/.build/debian; elsewhere Docker
# makes the same system from the Dockerfile beside this file; inside either (RM_TOOLCHAIN set) it just runs COMMAND.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
work="$repo/wasm/.build"
tree="$work/debian"
environment=(RM_TOOLCHAIN=debian13 PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8
  CARGO_HOME=/src/wasm/.build/cargo CARGO_TARGET_DIR=/src/wasm/.build/target)

[ "$#" -gt 0 ] || { echo "usage: toolchain.sh COMMAND [ARG ...]" >&2; exit 2; }
[ -z "${RM_TOOLCHAIN:-}" ] || exec "$@"

packages() { grep -v '^#' "$here/packages.txt"; }

bootstrap() {
  command -v debootstrap >/dev/null || {
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends debootstrap
  } >&2
  rm -rf "$tree"
  mkdir -p "$work"
  echo "bootstrapping Debian 13 (about three minutes, once)" >&2
  debootstrap --variant=minbase --include=ca-certificates trixie "$tree" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
  # The sources of CPython and zlib come from the same release as the tools.
  sed -n 's/^deb /deb-src /p' "$tree/etc/apt/sources.list" >>"$tree/etc/apt/sources.list"
  mkdir -p "$tree/src"
}

install_packages() {
  local wanted
  wanted=$(packages | sha256sum)
  [ "$(cat "$tree/.packages" 2>/dev/null)" = "$wanted" ] && return
  cp /etc/resolv.conf "$tree/etc/resolv.conf"
  chroot "$tree" env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -q && apt-get install -yq --no-install-recommends "$@"' sh $(packages) >"$work/packages.log" 2>&1 ||
    { tail -n 20 "$work/packages.log" >&2; exit 1; }
  echo "$wanted" >"$tree/.packages"
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  [ -e "$tree/src" ] || bootstrap
  install_packages
  # A mount namespace of its own: nothing stays mounted when the command ends, however it ends.
  exec unshare --mount bash -c '
    set -e
    tree=$1 repo=$2; shift 2
    mount --bind "$repo" "$tree/src"
    mount --bind /proc "$tree/proc"
    mount --bind /dev "$tree/dev"
    cp /etc/resolv.conf "$tree/etc/resolv.conf"
    # What the host trusts (a company proxy, say) is trusted inside.
    cp -L /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt"
    exec chroot "$tree" "$@"' toolchain "$tree" "$repo" \
    env -i "${environment[@]}" bash -c 'cd /src && exec "$@"' toolchain "$@"
elif command -v docker >/dev/null && docker info >/dev/null 2>&1; then
  docker build --quiet --tag remotemedia-toolchain --file "$here/Dockerfile" "$here" >/dev/null
  exec docker run --rm --interactive --user "$(id -u):$(id -g)" --volume "$repo:/src" --workdir /src \
    "${environment[@]/#/--env=}" remotemedia-toolchain "$@"
else
  echo "The runtime's toolchain needs a Debian or Ubuntu host as root, or a running Docker engine." >&2
  exit 1
fi
