"""A text in a language of nobody here is noticed; short texts, names and quotations are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.moderation import pipeline
from forum.moderation.languages import WORDS, strange_language
from foundation.branding import settings
from tests.factories import make_comment
from tests.factories_moderation import draft

CALM = Path(__file__).parent / "calm"
# The first articles of the Universal Declaration of Human Rights.
TEXTS = {
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués"
    " de raison et de conscience et doivent agir les uns envers les autres dans un esprit de"
    " fraternité. Chacun peut se prévaloir de tous les droits et de toutes les libertés.",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana"
    " sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler. Herkes, ırk,"
    " renk, cinsiyet, dil, din veya diğer herhangi bir fark gözetilmeksizin bu haklardan için"
    " olan ve daha çok yararlanabilir.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền. Mọi con"
    " người đều được tạo hóa ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình"
    " bằng hữu. Mọi người đều được hưởng tất cả những quyền và tự do.",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on"
    " annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä."
    " Jokaisella on oikeus vapauksiin, eikä ole niin että vain osa ihmisistä kuin olen sen.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_in_another_language_is_told(code: str) -> None:
    assert strange_language(TEXTS[code], welcome=("en", "de")) == code
    assert strange_language(TEXTS[code], welcome=("en", code)) == ""


@pytest.mark.parametrize("file", sorted(CALM.glob("*.txt")), ids=lambda file: file.stem)
def test_long_texts_in_languages_of_the_site_or_other_scripts_say_nothing(file: Path) -> None:
    words = file.read_text(encoding="utf-8").split()
    parts = [" ".join(words[start : start + 60]) for start in range(0, len(words), 60)]
    assert not [part for part in parts if strange_language(part, welcome=("en", "de"))]


@pytest.mark.parametrize(
    "text",
    [
        "Merci à tous et bon courage.",
        "¡Mucho ánimo! Un abrazo desde Madrid.",
        "Dimethyl fumarate, ocrelizumab, natalizumab, fingolimod, baclofen, tizanidine, Cialis, "
        "oxybutynin, amantadine, modafinil, fampridine, gabapentin, pregabalin, duloxetine, "
        "vitamin D, biotin, interferon, glatiramer, teriflunomide, cladribine, alemtuzumab, "
        "siponimod, ozanimod, ponesimod, ofatumumab, ublituximab, rituximab, mitoxantrone, "
        "methylprednisolone, prednisone",
        "My neurologist in Lyon, Dr. de la Tour, said 'on va voir' and 'pas de panique', and that "
        "is what I tell myself when I am in the heat and my legs do not do what I want them to.",
    ],
)
def test_short_texts_names_medicines_and_a_few_foreign_words_say_nothing(text: str) -> None:
    assert strange_language(text, welcome=("en", "de")) == ""


@pytest.mark.django_db
def test_the_rule_observes_and_asks_what_surrounds_a_text() -> None:
    rule = pipeline.registered()["strange_language"]
    assert rule.mode_now == "observe"
    assert rule.ask(draft(TEXTS["fr"]))
    quoted = "\n".join(f"> {line}" for line in TEXTS["fr"].split(". "))
    assert rule.ask(draft(f"{quoted}\n\nThis is what my friend in Paris wrote to me.")) is None
    french = make_comment(body=TEXTS["fr"])
    assert rule.ask(draft(TEXTS["fr"], parent=french, discussion=french.discussion)) is None
    settings.set_value("languages_welcome", "fr ar")
    assert rule.ask(draft(TEXTS["fr"])) is None
    settings.set_value("languages_welcome", "et")  # which it cannot tell from its neighbours
    assert rule.ask(draft(TEXTS["fi"])) is None


def test_every_list_is_long_enough_to_tell_its_language() -> None:
    assert all(len(words) >= 20 for words in WORDS.values())
