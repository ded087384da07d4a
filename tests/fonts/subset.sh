#!/usr/bin/env bash
# Makes api/src/charts/fonts from Inter (SIL Open Font License 1.1), as npm's @expo-google-fonts/inter ships it: the letters, signs and figures that charts write, in two weights.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack @expo-google-fonts/inter@0.4.2 --silent --pack-destination "$work" >/dev/null
tar xzf "$work"/*.tgz -C "$work"
/usr/bin/python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check fonttools==4.68.0

out=../../api/src/charts/fonts
mkdir -p "$out"
for weight in 400Regular 600SemiBold; do
  # Latin with its accents, punctuation, thin and narrow spaces, euro, arrows, signs of mathematics, the replacement sign.
  "$work/venv/bin/pyftsubset" "$work/package/$weight/Inter_$weight.ttf" --output-file="$out/Inter-${weight#[0-9][0-9][0-9]}.ttf" \
    --unicodes='U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6,U+02DA,U+02DC,U+2009-200B,U+2010-2015,U+2018-201F,U+2020-2022,U+2026,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,U+2070-2079,U+2080-2089,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+221E,U+2248,U+2260,U+2264,U+2265,U+25A0,U+25CB,U+25CF,U+FFFD' \
    --layout-features='kern,liga,calt,ccmp,locl,mark,mkmk,tnum' --no-hinting --desubroutinize --name-IDs='0,1,2,3,4,5,6,13,14,16,17' --notdef-outline
done
cp "$work/package/LICENSE_FONT" "$out/OFL.txt"
ls -l "$out"
