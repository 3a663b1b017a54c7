#!/bin/sh
# Writes shaping.golden: what HarfBuzz itself makes of Dzongkha stacks with the
# font in ../fonts. Needs: apt-get install libharfbuzz-bin (6.0 was used).
# Each line: text, a tab, glyphs as id=cluster@x,y+advance joined by |.
set -eu
cd "$(dirname "$0")"

# The strings that documents print, then every stack that spelling allows: bare
# letters, letters under a head letter, letters with a foot, and both, each with
# every vowel sign and with the marks of transliterated words.
texts() {
	printf '%s\n' དཔལ་ལྡན་འབྲུག་གཞུང་། རྒྱལ་གཞུང་ཞི་གཡོག་ལྷན་ཚོགས། ལག་ཁྱེར། བསྒྲུབས ༠༡༢༣༤༥༦༧༨༩ ༄༅།
	bare='ཀ ཁ ག ང ཅ ཆ ཇ ཉ ཏ ཐ ད ན པ ཕ བ མ ཙ ཚ ཛ ཝ ཞ ཟ འ ཡ ར ལ ཤ ས ཧ ཨ'
	headed='རྐ རྒ རྔ རྗ རྙ རྟ རྡ རྣ རྦ རྨ རྩ རྫ ལྐ ལྒ ལྔ ལྕ ལྗ ལྟ ལྡ ལྤ ལྦ ལྷ སྐ སྒ སྔ སྙ སྟ སྡ སྣ སྤ སྦ སྨ སྩ'
	footed='ཀྱ ཁྱ གྱ པྱ ཕྱ བྱ མྱ ཀྲ ཁྲ གྲ ཏྲ ཐྲ དྲ པྲ ཕྲ བྲ མྲ སྲ ཧྲ ཀླ གླ བླ ཟླ རླ སླ ཀྭ ཁྭ གྭ ཉྭ དྭ ཙྭ ཚྭ ཞྭ ཟྭ རྭ ལྭ ཤྭ ཧྭ'
	both='རྐྱ རྒྱ རྨྱ སྐྱ སྒྱ སྤྱ སྦྱ སྨྱ སྐྲ སྒྲ སྣྲ སྤྲ སྦྲ སྨྲ རྩྭ གྲྭ ཕྱྭ'
	for stack in $bare $headed $footed $both; do
		printf '%s\n' "$stack" "${stack}ི" "${stack}ུ" "${stack}ེ" "${stack}ོ" "${stack}ཱ" "${stack}ཱུ" "${stack}ཾ" "བ${stack}ོད་"
	done
}

texts | hb-shape --script=tibt --language=dz --direction=ltr --shaper=ot \
	--no-glyph-names --text-file=- ../fonts/DDC_Uchen.ttf |
	tr -d '[]' >glyphs.tmp
texts | paste - glyphs.tmp >shaping.golden
rm glyphs.tmp
wc -l shaping.golden
