"""Names that people give themselves, in many scripts."""

import random
import string

import msgspec

_FIRST = {
    "en-US": "Olivia Noah Maya Theo Ruby Jasper Imani Wyatt Hazel Omar Quinn Freya Silas Nora Ezra Piper Callum",
    "fr": "Zoé Théo Maëlle Loïc Anaïs Rémi Héloïse Benoît Inès Jérôme Noémie Gaël Chloé Aurélien Océane",
    "de": "Jürgen Käthe Sören Anneliese Björn Ulrike Günther Hannelore Lukas Frieda Matthias Svenja",
    "es-ES": "Íñigo Begoña Martín Lucía Ángel Sofía Joaquín Núria Tomás Inés Andrés Belén",
    "pt-BR": "João Letícia Antônio Beatriz Caetano Conceição Márcio Júlia Otávio Tainá",
    "ja": "さくら 健太 ゆうき 美咲 はると 千尋 あおい 大輔 ことり 直樹 ひかり",
    "ko": "민준 서연 지후 하은 도윤 수아 은우 지민 예준",
    "zh-CN": "小明 雨婷 子轩 思远 梓涵 晓峰 静怡 浩然 佳琪",
    "ar": "ليلى يوسف مريم عمر نور حسن سلمى طارق هالة كريم",
    "he": "נועה איתי תמר אורי יעל דניאל שירה עומר",
    "ru": "Алёна Дмитрий Светлана Артём Ксения Миша Ольга Фёдор Женя",
    "hi": "आरव अनन्या विहान दीया रोहन मीरा कबीर सान्वी",
    "tr": "Çağla Işıl Mert Şebnem Oğuz Gülşah Emre Tuğba",
    "pl": "Łukasz Małgorzata Grześ Żaneta Paweł Bogna",
    "vi": "Thảo Minh Quỳnh Đức Hương Tuấn",
}
FIRST_NAMES = {locale: names.split() for locale, names in _FIRST.items()}
_WEIGHTS = {"en-US": 30, "fr": 12, "de": 9, "es-ES": 9, "pt-BR": 7, "ja": 6, "ko": 4, "zh-CN": 5, "ar": 5}
_WORDS = {
    "adjective": "quiet lunar rusty velvet turbo sleepy salty neon feral mossy cosmic tiny grumpy electric soft",
    "noun": "otter lantern pixel raven noodle wizard comet badger teapot goblin cactus moth yeti biscuit fern",
    "emoji": "🌙 ✨ 🦊 🐸 🍄 🔥 🌸 👾 🐙 ☕ 🏳️‍🌈 🇫🇷 👩🏽‍💻 🎧 🦄",
}
_PARTS = {kind: words.split() for kind, words in _WORDS.items()}
_DECORATIONS = (
    "{name}",
    "{name}",
    "{name}",
    "{name}",
    "{name} {emoji}",
    "{emoji} {name}",
    "xX_{name}_Xx",
    "{name}.exe",
)


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """What a user is called: the unique handle, what is shown, and the language that goes with it."""

    username: str
    global_name: str | None
    locale: str


def invent(source: random.Random, number: int) -> Name:
    """Invent the `number`th name; handles never repeat for different numbers."""
    locale = source.choices(list(FIRST_NAMES), [_WEIGHTS.get(each, 2) for each in FIRST_NAMES])[0]
    handle = f"{source.choice(_PARTS['adjective'])}{source.choice(('', '_', '.'))}{source.choice(_PARTS['noun'])}"
    shown = source.choice(_DECORATIONS).format(
        name=source.choice(FIRST_NAMES[locale]), emoji=source.choice(_PARTS["emoji"])
    )
    return Name(
        username=f"{handle}{number}",
        global_name=None if source.random() < 0.12 else shown,
        locale=locale,
    )


def throwaway(source: random.Random, number: int) -> Name:
    """Invent a name as raiders have them: letters and digits, nothing shown."""
    handle = "".join(source.choices(string.ascii_lowercase, k=6)) + f"{number:04}"
    return Name(username=handle, global_name=None, locale="en-US")
