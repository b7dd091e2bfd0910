#!/bin/sh
# checksum.sh CHECKSUM-URL KEYS FILE: prints the SHA-256 that a signed list gives for a file. KEYS is a file or an address of the publisher's keys.
# Only what the signature covers is read.
set -eu
url=$1 keys=$2 file=$3
die() { echo "lab: $*; or give the digest yourself: LAB_BOX_CHECKSUM=..." >&2; exit 1; }

for program in curl gpgv; do command -v "$program" >/dev/null || die "$program is not installed, and the box cannot be verified without it"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch() { curl --fail --silent --show-error --location --max-time 60 --output "$2" "$1" || die "$1 could not be fetched"; }

if [ -f "$keys" ]; then cp "$keys" "$work/keys"; else fetch "$keys" "$work/keys"; fi
fetch "$url" "$work/list"
gpgv --quiet --keyring "$work/keys" --output "$work/signed" "$work/list" 2>"$work/words" || die "the signature of $url is not good: $(tail -n 1 "$work/words")"
digest=$(awk -v "line=SHA256 ($file) =" 'index($0, line) == 1 { print $NF }' "$work/signed")
printf '%s\n' "$digest" | grep -Eqx '[0-9a-f]{64}' || die "$url does not name $file"
echo "$digest"
