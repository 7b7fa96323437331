#!/usr/bin/env bash
# Builds zlib and CPython 3.13 for wasm32-wasip1 as static libraries into wasm/.build/python (lib/, include/, Lib/).
# Runs inside the toolchain (toolchain.sh). Does nothing when this script and the patches are unchanged.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(cd "$here/.." && pwd)/.build
out="$work/python"

sources=(
  "93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640  python3.13_3.13.5.orig.tar.xz"
  "60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb  zlib_1.3.dfsg+really1.3.1.orig.tar.gz"
)

stamp=$(cat "$here/cpython.sh" "$here"/patches/*.patch | sha256sum)
if [ "$(cat "$out/.stamp" 2>/dev/null)" = "$stamp" ]; then exit 0; fi

fetch() {
  mkdir -p "$work/sources"
  cd "$work/sources"
  printf '%s\n' "${sources[@]}" | sha256sum --check --status 2>/dev/null && return
  apt-get update -q >/dev/null
  # It also wants Debian's own patches, and those of a superseded revision are gone: only the checksums count.
  apt-get source --download-only -qq python3.13 zlib || true
  printf '%s\n' "${sources[@]}" | sha256sum --check
}

sysroot=/usr
target=(--target=wasm32-wasi --sysroot=$sysroot)
flags="-O3 -g0 -mbulk-memory -mnontrapping-fptoint -mmutable-globals -msign-ext -ffile-prefix-map=$work=/build"
export CC="clang-19 ${target[*]}" AR=llvm-ar-19 RANLIB=llvm-ranlib-19 CFLAGS="$flags"

build_zlib() {
  rm -rf "$work/zlib"
  mkdir -p "$work/zlib"
  tar -xf "$work/sources/zlib_1.3.dfsg+really1.3.1.orig.tar.gz" -C "$work/zlib" --strip-components=1
  cd "$work/zlib"
  CHOST=wasm32 ./configure --static --prefix="$out" >/dev/null
  make -j"$(nproc)" libz.a >/dev/null
  mkdir -p "$out/lib" "$out/include"
  cp libz.a "$out/lib/"
  cp zlib.h zconf.h "$out/include/"
}

build_cpython() {
  local source="$work/cpython-source" build="$work/cpython-build"
  rm -rf "$source" "$build"
  mkdir -p "$source" "$build"
  tar -xf "$work/sources/python3.13_3.13.5.orig.tar.xz" -C "$source" --strip-components=1
  for patch in "$here"/patches/*.patch; do patch -d "$source" -p1 <"$patch"; done
  cd "$build"
  # Sleeping until an absolute time hangs in node:wasi and is misread by browser shims; sleeping for a time works everywhere.
  ac_cv_func_clock_nanosleep=no ac_cv_lib_rt_clock_nanosleep=no CONFIG_SITE="$source/Tools/wasm/config.site-wasm32-wasi" HOSTRUNNER=true PKG_CONFIG_LIBDIR=/nonexistent \
    ZLIB_CFLAGS="-I$out/include" ZLIB_LIBS="-L$out/lib -lz" \
    "$source/configure" --host=wasm32-wasi --build=x86_64-pc-linux-gnu --with-build-python=/usr/bin/python3 \
    --prefix=/usr --disable-test-modules --without-doc-strings --with-pymalloc --without-mimalloc \
    >"$work/cpython-configure.log" 2>&1 || { tail -n 30 "$work/cpython-configure.log" >&2; exit 1; }
  make -j"$(nproc)" libpython3.13.a >"$work/cpython-make.log" 2>&1 || { tail -n 30 "$work/cpython-make.log" >&2; exit 1; }
  cp libpython3.13.a Modules/_decimal/libmpdec/libmpdec.a Modules/_hacl/libHacl_Hash_SHA2.a \
    Modules/expat/libexpat.a "$out/lib/"
  cp -r "$source/Include" "$out/include/python3.13"
  cp pyconfig.h "$out/include/python3.13/"
  rm -rf "$out/Lib"
  cp -r "$source/Lib" "$out/Lib"
  cp build/lib.*/_sysconfigdata_*.py "$out/Lib/" 2>/dev/null || true
}

rm -rf "$out"
mkdir -p "$out"
fetch
echo "building zlib" >&2
build_zlib
echo "building CPython (about two minutes, once)" >&2
build_cpython
echo "$stamp" >"$out/.stamp"
