#!/usr/bin/env bash
# Builds a kube-apiserver of the Go module k8s.io/kubernetes; takes a quarter of an hour the first time.
# usage: build-apiserver.sh 1.37.2 OUTPUT
set -euo pipefail
version=$1
output=$(realpath "$2")
[ -x "$output" ] && exit
command -v go >/dev/null || { echo "build-apiserver: needs Go 1.21 or newer, which fetches the Go that Kubernetes wants" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GOFLAGS=-mod=mod GOTOOLCHAIN=auto
module=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
# The parts that stand in Kubernetes' own tree are published as v0.N.
{
  echo "module apiserver"
  grep -E '^go [0-9]' "$module"
  echo "require k8s.io/kubernetes v$version"
  sed -nE "s|^[[:space:]]*(k8s.io/[a-z0-9-]+) => ./staging.*|replace \1 => \1 v0.${version#1.}|p" "$module"
} >go.mod
cat >tools.go <<'GO'
//go:build tools

package tools

import _ "k8s.io/kubernetes/cmd/kube-apiserver"
GO
go mod tidy -e
version_flags="-X k8s.io/component-base/version.gitVersion=v$version -X k8s.io/component-base/version.gitMajor=1"
go build -p 2 -ldflags="-s -w $version_flags -X k8s.io/component-base/version.gitMinor=$(cut -d. -f2 <<<"$version")" \
  -o "$output" k8s.io/kubernetes/cmd/kube-apiserver
