#!/usr/bin/env bash
# Makes the .deb, the tarball and the npm package of a finished build, in build/package. The same
# commit gives the same bytes.
#
# usage: make.sh BUILD-DIRECTORY
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(realpath "$1")
out=$root/build/package
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022

mkdir -p "$out"
rm -rf "$out"/stashc[-_]* "$out/_CPack_Packages" "$out/npm"
if ! file -b "$build/bin/stashc" | grep -q 'statically linked'; then
  echo "make.sh: $build/bin/stashc needs libraries; build it with STASHC_STATIC=ON" >&2
  exit 1
fi

cpack --config "$build/CPackConfig.cmake" -G DEB -B "$out" >"$out/cpack.log" ||
  { cat "$out/cpack.log" >&2; exit 1; }
rm -r "$out/_CPack_Packages" "$out/cpack.log"

version=$("$build/bin/stashc" --version | sed -n "1s/^stashc //p")
name=stashc-$version-linux-$(uname -m)
cmake --install "$build" --strip --prefix "$out/$name" >/dev/null
tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
  -cf - "$name" | gzip -9n >"$out/$name.tar.gz"

# npm's package carries what the tarball does.
mv "$out/$name" "$out/npm"
cd "$out/npm"
case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) cpu=$(uname -m) ;; esac
sed "s/@version@/$version/; s/@cpu@/$cpu/" "$root/packages/npm/package.json.in" >package.json
cp "$root/packages/npm/README.md" "$root/LICENSE" .
mkdir man
mv share/man/man1/stashc.1 man
mv share/doc/stashc/examples share/doc/stashc/third-party .
rm -r share
find . -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
npm pack --silent --pack-destination "$out" >/dev/null
rm -r "$out/npm"
(cd "$out" && sha256sum stashc[-_]* >SHA256SUMS && cat SHA256SUMS)
