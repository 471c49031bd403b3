"""Where a match may begin and end. A bar shows the place of the cut."""

import pytest

from briefer.grounding.bounds import cut

WHOLE = [
    "It mattered to | millions of people.",
    "They are due | millions of crowns.",
    "They spent it on | millions of tiles.",
    "She had to | fire the whole crew.",
    "In 2019 | Mr. Orm retired.",
    "In 2019 | she left the town.",
    "It cost about | 5 million crowns.",
    "Al menos | 5 personas viven en la isla.",
    "Au moins | 5 personnes vivent sur l'île.",
    "Es ging um | Millionen Kronen.",
    "Sie kamen um neun | und blieben lange.",
    "Sie schliefen bis neun | drei von ihnen länger.",
    "Тогда их было пять | человек на борту.",
    "Τότε ήταν πέντε | ψαράδες στο νησί.",
    "كانوا خمسة | بحارة في القارب.",
    "一共有五 | 个孩子。",
]

INSIDE = [
    "It will cost 5 | million crowns.",
    "It will cost five | million crowns.",
    "It rose by 5 | percentage points.",
    "It will cost 5 | to 10 percent more.",
    "It lasted 5 | and a half years.",
    "Das kostet 5 | Millionen Kronen.",
    "Das kostet fünf | Millionen Kronen.",
    "Das kostet 5 | bis 10 Milliarden Kronen.",
    "Das sind 5 | Prozent mehr.",
    "Das sind 5 | Mio. Kronen.",
    "Cela coûtera 5 | millions de couronnes.",
    "Cela coûtera 5 | à 10 millions de couronnes.",
    "Cela coûtera cinq | milliards de couronnes.",
    "Cela monte de 5 | pour cent.",
    "Il a duré 5 | ans et demi.",
    "Costará 5 | millones de coronas.",
    "Costará cinco | mil coronas.",
    "Subió un 5 | por ciento.",
    "Custará 5 | milhões de coroas.",
    "Custará 5 | bilhões de coroas.",
    "Costerà 5 | miliardi di corone.",
    "Sale del 5 | per cento.",
    "Het kost 5 | miljoen kronen.",
    "Det kostar 5 | miljoner kronor.",
    "Det koster 5 | milliarder kroner.",
    "To kosztuje 5 | milionów koron.",
    "To kosztuje pięć | tysięcy koron.",
    "Bude to stát 5 | miliard korun.",
    "Va costa 5 | milioane de coroane.",
    "Costa 5 | la sută mai mult.",
    "Это стоит 5 | миллионов крон.",
    "Это стоит пять | миллионов крон.",
    "Это стоит двадцать | пять крон.",
    "Это стоит 5 | тыс. крон.",
    "Рост составил 5 | процентов.",
    "Це коштує 5 | мільярдів крон.",
    "Це зросло на 5 | відсотків.",
    "Θα κοστίσει 5 | εκατομμύρια κορόνες.",
    "Θα κοστίσει πέντε | δισεκατομμύρια κορόνες.",
    "Ανέβηκε 5 | τοις εκατό.",
    "Bu 5 | milyon krona mal olur.",
    "Bu beş | milyar krona mal olur.",
    "سيكلف ذلك 5 | ملايين كرونة.",
    "سيكلف ذلك خمسة | آلاف كرونة.",
    "ارتفع بنسبة 5 | في المئة.",
    "ارتفع بنسبة 5 | ٪ أمس.",
    "זה יעלה 5 | מיליון כתרים.",
    "זה עלה 5 | אחוזים.",
    "इसमें 5 | करोड़ लगेंगे।",
    "इसमें पाँच | हज़ार लगेंगे।",
    "यह 5 | प्रतिशत बढ़ा।",
    "Biayanya 5 | juta krona.",
    "Naik 5 | persen.",
    "Chi phí là 5 | triệu đồng.",
    "Tăng 5 | phần trăm.",
    "Ez 5 | millió korona.",
    "Ez 5 | százalék.",
    "Se maksaa 5 | miljoonaa kruunua.",
    "Nousu oli 5 | prosenttia.",
    "耗资 5 | 亿元。",
    "耗资5|多万元。",
    "上升了 5 | 个百分点。",
    "費用は 5 | 億円だ。",
    "비용은 5 | 억 원이다.",
    "5 | 퍼센트 올랐다.",
]

SIGNED = [
    "Il fait moins | 5 degrés ici.",
    "Oran yüzde | 5 arttı.",
    "Температура минус | 5 градусов.",
    "Asilimia | 5 ya watu.",
    "上升了百分之|五。",
]


def cut_there(marked: str) -> tuple[str, str]:
    """Why the words before the bar end wrongly, and why those behind it begin wrongly."""
    left, right = marked.split("|")
    text, at = left + right, len(left)
    if left.endswith(" "):
        text, at = left + right.lstrip(), len(left) - 1
    behind = len(text) - len(text[at:].lstrip())
    return cut(text, 0, at), cut(text, behind, len(text))


@pytest.mark.parametrize("marked", WHOLE)
def test_words_may_end_beside_a_number_that_is_whole(marked: str) -> None:
    assert cut_there(marked) == ("", "")


@pytest.mark.parametrize("marked", INSIDE)
def test_a_number_keeps_its_magnitude_and_its_unit(marked: str) -> None:
    assert cut_there(marked)[0]


@pytest.mark.parametrize("marked", SIGNED)
def test_a_number_keeps_what_stands_before_it(marked: str) -> None:
    assert cut_there(marked)[1]
