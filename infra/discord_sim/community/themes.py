"""What guilds are about, and what people there talk of."""

import msgspec


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """A guild's name, motto, languages beside English, and words for its conversations."""

    name: str
    description: str
    languages: tuple[str, ...] = ()
    games: tuple[str, ...] = ("Stardust Harbor", "Cave of Echoes", "Kart Parade", "Tiny Kingdoms")


THEMES = (
    Theme(
        name="Moonlit Tavern",
        description="Games, late nights and good company.",
        languages=("fr", "ja", "es-ES"),
    ),
    Theme(name="Pixel Garden", description="We draw small squares.", languages=("ja", "ko", "zh-CN")),
    Theme(name="Café Québec", description="On jase de tout, autour d'un café.", languages=("fr",)),
    Theme(
        name="Open Source Kitchen",
        description="Cooking code and, on Sundays, food.",
        languages=("de", "pt-BR", "hi"),
        games=("Terminal Quest", "Regex Golf", "Merge Conflict"),
    ),
    Theme(name="مقهى الليل", description="دردشة وألعاب حتى الفجر", languages=("ar", "he", "tr")),
    Theme(name="The Long Campaign", description="One table, nine years, still level six.", languages=("de", "ru")),
    Theme(name="空色ラウンジ", description="まったり雑談サーバー", languages=("ja",)),
    Theme(name="Trail & Summit", description="Walks, maps, blisters.", languages=("de", "fr", "es-ES")),
    Theme(name="Synthwave 🌆 Society", description="Everything with a gated snare.", languages=("ru", "pt-BR")),
    Theme(name="Biscuit & Bramble", description="A quiet corner for slow hobbies.", languages=("fr",)),
)

_ADJECTIVES = ("Northern", "Hidden", "Little", "Wandering", "Golden", "Paper", "Midnight", "Salt", "Velvet", "Third")
_NOUNS = ("Harbour", "Library", "Orchard", "Signal", "Workshop", "Arcade", "Meadow", "Lighthouse", "Garage", "Choir")

FOODS = ("dumplings", "pizza", "ramen", "lentil soup", "tacos", "börek", "poutine", "biryani", "crêpes")
CITIES = ("Lyon", "Berlin", "Porto", "Osaka", "Toronto", "Izmir", "Kraków", "Valencia", "Montréal")
HOURS = ("19:00", "20:00", "20:30", "21:00", "22:00")


def theme(number: int) -> Theme:
    """Return the theme of the `number`th guild; beyond the written ones names are put together."""
    if number < len(THEMES):
        return THEMES[number]
    made = number - len(THEMES)
    noun = _NOUNS[made // len(_ADJECTIVES) % len(_NOUNS)]
    suffix = "" if made < len(_ADJECTIVES) * len(_NOUNS) else f" {made}"
    return Theme(name=f"{_ADJECTIVES[made % len(_ADJECTIVES)]} {noun}{suffix}", description="Come as you are.")
