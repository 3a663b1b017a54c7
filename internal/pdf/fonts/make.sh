#!/bin/sh
# Makes the subset fonts in this folder again from Debian's packages.
# Needs: apt-get install fonts-noto-core fonts-ddc-uchen fonttools
# The same input gives the same bytes: no time stamps are written.
set -eu
cd "$(dirname "$0")"
noto=/usr/share/fonts/truetype/noto

# Latin: ASCII, Latin-1, Latin Extended-A, the Romanian comma letters, the dotted
# letters of Sanskrit and Tibetan in Latin script, general punctuation, currency
# signs, numero, trade mark, dotted circle and the replacement character.
latin=U+0020-007E,U+00A0-017F,U+0218-021B,U+02BC,U+02C6-02C7,U+02D8-02DD
latin=$latin,U+1E0C-1E0D,U+1E24-1E25,U+1E36-1E37,U+1E40-1E47,U+1E5A-1E5D,U+1E62-1E63,U+1E6C-1E6D
latin=$latin,U+2010-2027,U+202F-2033,U+2039-203A,U+2044,U+20A0-20BF,U+2116,U+2122,U+25CC,U+FFFD

# Arrows and relations, then ticks, boxes and dots, for tables and printed sheets.
math=U+2190-2194,U+21D2,U+2212,U+221A,U+221E,U+2248,U+2260,U+2264-2265
marks=U+2610-2612,U+2713-2714,U+2717-2718,U+25A0-25A1,U+25B2-25B3,U+25B6,U+25BC,U+25C6-25C7,U+25CB,U+25CF,U+2605-2606

# Hints are dropped (print does not need them and they double the size), and of
# the layout tables only kerning is kept, for large lines drawn as outlines.
subset() {
	pyftsubset "$1" --output-file="$2" --unicodes="$3" \
		--no-hinting --layout-features=kern --notdef-outline \
		--name-IDs=0,1,2,3,4,5,6,13,14 --name-languages=0x409 \
		--no-glyph-names --no-legacy-kern --drop-tables+=DSIG \
		--no-recalc-timestamp --canonical-order
}

subset $noto/NotoSerif-Regular.ttf NotoSerif-Regular-subset.ttf "$latin"
subset $noto/NotoSerif-Bold.ttf NotoSerif-Bold-subset.ttf "$latin"
subset $noto/NotoSansMath-Regular.ttf NotoSansMath-Regular-subset.ttf "$math"
subset $noto/NotoSansSymbols2-Regular.ttf NotoSansSymbols2-Regular-subset.ttf "$marks"
cp /usr/share/fonts/truetype/tibetan/DDC_Uchen.ttf DDC_Uchen.ttf
chmod 644 ./*.ttf
