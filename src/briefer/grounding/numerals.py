"""The words that a number is made of, by class, in the written languages that news is most read in.

All in lower case. Words are compared whole; stems are beginnings, so that inflected forms need no line of their own,
and are long enough to begin few other words. Left out are numerals that are common words of another language ("to",
"on", "due", "fire", "once"): the text's language is not asked for.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in listed.split())


ENGLISH = _words("""
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion half dozen
""")

NUMERALS = ENGLISH | _words("""
ein eine einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf fünfzehn zwanzig dreißig vierzig fünfzig
sechzig siebzig achtzig neunzig hundert tausend anderthalb
un deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente quarante cinquante soixante cent mille
una uno dos tres cuatro cinco seis siete ocho nueve diez doce quince veinte treinta cuarenta cincuenta sesenta setenta
ochenta noventa cien ciento doscientos trescientos quinientos mil medio media
dois duas três quatro sete oito nove dez doze vinte trinta quarenta cinquenta sessenta oitenta cem cento duzentos meio
tre quattro cinque sei sette otto dieci undici dodici venti quaranta cinquanta sessanta ottanta novanta duecento mezzo
een één twee drie vijf zes zeven negen tien twaalf twintig dertig veertig vijftig honderd duizend anderhalf
ett två fyra fem sex sju åtta nio tio tolv tjugo trettio hundra tusen seks syv otte åtte tyve halvanden halvannen
jeden dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć dwadzieścia pięćdziesiąt sto dwieście pół półtora
dva dvě tři čtyři pět šest sedm osm devět deset dvacet padesát půl
unu doi două trei patru cinci șase șapte opt nouă zece douăzeci
один одна два две три четыре пять шесть семь восемь девять десять пятнадцать двадцать тридцать сорок пятьдесят
шестьдесят семьдесят восемьдесят девяносто сто двести триста четыреста пятьсот полтора полторы
дві чотири п'ять шість сім вісім дев'ять десять двадцять тридцять п'ятдесят двісті півтора
ένα δύο δυο τρία τρεις τέσσερα πέντε έξι επτά εφτά οκτώ οχτώ εννέα εννιά δέκα είκοσι τριάντα σαράντα πενήντα εξήντα
εβδομήντα ογδόντα ενενήντα εκατό διακόσια πεντακόσια ενάμισι μισό
bir iki üç dört beş altı yedi sekiz dokuz yirmi otuz kırk elli altmış yetmiş seksen doksan yüz buçuk yarım
ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني تسعة تسع عشرة عشر عشرون عشرين ثلاثون ثلاثين أربعون أربعين
خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة مئتا مئتي نصف
שני שתי שלושה שלוש ארבעה ארבע חמישה חמש שישה שש שבעה שבע שמונה תשעה תשע עשרה עשר עשרים שלושים חמישים מאה מאתיים חצי
एक दो तीन चार पांच पाँच छह सात आठ नौ दस बीस तीस चालीस पचास साठ सत्तर अस्सी नब्बे सौ डेढ़ ढाई
satu dua tiga empat lima enam tujuh delapan sembilan sepuluh belas puluh seratus ratus setengah
một hai ba bốn năm sáu bảy tám chín mười mươi trăm nửa
egy két kettő három négy öt hat hét nyolc kilenc tíz húsz harminc ötven száz fél másfél
yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen sata puoli
""")

MAGNITUDE_STEMS = tuple(
    _words("""
million milliard millon millón millió milliárd milhão milhões milion milión milioan miljon miljoe miljoo miljun milijun
milijon milijard miliard miljard miliar milyon milyar
billion billón billió billone bilhão bilhões bilion bilión biljon biljoe biljoo bilyon
trillion trillón trillió trilhão trilhões trilion trilión triliun trilyon quadrillion
thousand tausend duizend tusind tisíc tysiąc tysięc tuhat tuhan hiljad
hundreds hundred hundert honderd hundra hundred centenar centaine centinai centena cientos setki
миллион миллиард миллиарт триллион тысяч мільйон мільярд трильйон тисяч милион милиард милијард хиляд хиљад сотен
εκατομμύρι εκατομμυρί δισεκατομμύρι δισεκατομμυρί τρισεκατομμύρι τρισεκατομμυρί χιλιάδ χίλι εκατοντάδ
مليون ملايين مليار تريليون ترليون بليون ألف آلاف الف مئات ميليون میلیون میلیارد تریلیون هزار ہزار ملین لاکھ کروڑ
מיליון מיליונ מליון מיליארד טריליון אלף אלפים אלפי
हज़ार हजार लाख करोड़ करोड अरब खरब मिलियन बिलियन লাখ লক্ষ কোটি হাজার லட்சம் கோடி ஆயிரம் లక్ష కోట్ల
ล้าน พันล้าน หมื่น แสน
""")
)

MAGNITUDES = _words("""
thousands hundreds millions billions trillions lakh lakhs crore crores dozens scores mln bln trn mio mrd mia
mld mrds tsd mil mila mille mii mie bin tis tys tis. ezer ezren száz ribu rb juta jt miliar nghìn ngàn triệu tỷ tỉ
trăm sata sataa elfu milyon libo cent cents cien ciento yüz setki stovky
млн млрд трлн тыс тис хил хиляди сот сотни сотен стотици εκατ δισ δις τρισ χιλ مئة مائة מאות मिलियन सौ
""")

AFTER_STEMS = tuple(
    _words("""
percent per_cent prozent pourcent pour_cent por_ciento por_cento per_cento percento procent prosent százalék persen
phần_trăm la_sută odsetek basis_point punti_percentual puntos_porcentual pontos_percentua
процент відсотк πόντο τοις_εκατό ποσοστια بالمئة بالمائة في_المئة في_المائة درصد فیصد אחוז נקודות_האחוז
प्रतिशत फीसदी फ़ीसदी शतांश শতাংশ சதவீத శాతం เปอร์เซ็นต์ パーセント ポイント 百分点 個百分點 个百分点 퍼센트 割
a.m p.m o'clock
kilomet centimet millimet kilogram kilowat megawat gigawat stunden minuten
километр кілометр миллиметр гектар гривен χιλιόμετρ δευτερόλεπτ στρέμμα كيلومتر کیلومتر קילומטר किलोमीटर
""")
)

UNITS = _words("""
k m b bn mn tn c f celsius fahrenheit kelvin fold times halves third thirds quarter quarters fifth fifths sixth sixths
seventh sevenths eighth eighths ninth ninths tenth tenths hundredth hundredths thousandth thousandths
dozen score point points bps pct pp degree degrees usd eur
am pm hour hours minute minutes day days week weeks month months year years meter meters metre metres mile miles feet
foot inch inches km cm mm mph kg g kilo kilos gram grams ton tons tonne tonnes acre acres hectare hectares liter liters
litre litres barrel barrels kw mw gw
tage tagen wochen monate monaten jahre jahren uhr meter metern tonnen grad euro hektar liter
heure heures jours semaine semaines mois ans années mètre mètres tonnes degrés hectares litres
hora horas minutos días día semanas meses años año metros toneladas grados hectáreas litros dias anos graus
ore giorni settimane mesi anni metri tonnellate gradi ettari litri
uur minuten dagen weken maanden jaar jaren ton graden timmar dagar veckor månader år timer dage dager uger uker
godzin godziny dni tygodni miesięcy lat lata metrów ton stopni hodin dnů týdnů měsíců ore zile luni ani tone
часов часа минут дней дня недель месяцев года лет метров тонн градусов км кг годин днів тижнів місяців років тонн
ώρες λεπτά ημέρες μέρες εβδομάδες μήνες χρόνια έτη μέτρα τόνοι τόνους βαθμούς
saat dakika gün hafta ay yıl metre ton derece
ساعة ساعات دقيقة أيام يوما أسابيع أشهر شهرا سنة سنوات عاما أعوام متر طن درجة
שעות דקות ימים שבועות חודשים שנים שנה מטר טון מעלות
घंटे दिन सप्ताह महीने साल वर्ष मीटर टन डिग्री
jam menit hari minggu bulan tahun meter ton derajat giờ phút ngày tuần tháng năm mét tấn độ
óra perc nap hét hónap év méter tonna fok tuntia minuuttia päivää viikkoa kuukautta vuotta metriä tonnia astetta
""")

JOINING = _words("""
to or and bis und oder à et ou a y o u e do i až nebo до и или і або та έως και ή إلى أو עד או ve veya ile hingga sampai
atau dan đến hoặc és vagy ja tai tot en of till och eller til og
""")
"""Words between the two numbers of a range, which share one magnitude: "5 to 10 million"."""

HALVES = tuple(
    _words("""
and_a_half and_a_quarter and_a_third and_one and_two_third and_three_quarter et_demi y_medi e_mezz e_mei en_een_half
och_en_halv og_en_halv i_pół с_половиной з_половиною и_половин και_μισ και_τέταρτο ونصف وربع וחצי ורבע buçuk setengah
rưỡi
""")
)
"""Beginnings of what adds a fraction to the number before it."""

BEFORE = (
    "kr usd eur gbp chf jpy cny rub inr aud cad rs. rs us$ минус мінус μείον eksi ناقص מינוס माइनस マイナス 零下 负 負 "
    "yüzde asilimia milioni bilioni ร้อยละ 百分之 百分の"
).split()
"""What belongs to the number behind it: currencies, minus, and percent or magnitude where they come first."""
