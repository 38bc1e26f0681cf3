"""The HTML of the consent page: no script, readable by a screen reader, light and dark."""

from collections.abc import Iterable
from html import escape

from infra.discord_sim.oauth import scopes
from infra.discord_sim.oauth.people import Person
from infra.discord_sim.oauth.requests import AuthorizeRequest
from infra.discord_sim.world.model import Guild, User

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#e9eaf0, #1e1f22); color: light-dark(#1e1f22, #f2f3f5); }
main { max-width: 32rem; margin: 2rem auto; padding: 1.5rem; border-radius: .75rem;
  background: light-dark(#fff, #313338); }
h1 { font-size: 1.35rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
ul { margin: 0; padding-left: 1.25rem; }
.people { list-style: none; padding: 0; max-height: 22rem; overflow-y: auto; }
button, select { font: inherit; color: inherit; width: 100%; min-height: 2.75rem; border-radius: .5rem; cursor: pointer;
  border: 1px solid light-dark(#80848e, #80848e); background: light-dark(#f2f3f5, #2b2d31); padding: .4rem .6rem; }
.people button { display: flex; gap: .75rem; align-items: center; text-align: start; margin-bottom: .4rem; }
button:hover { border-color: #5865f2; }
:focus-visible { outline: 3px solid #5865f2; outline-offset: 2px; }
img { border-radius: 50%; }
small { display: block; color: light-dark(#4e5058, #b5bac1); }
"""


def consent_page(asked: AuthorizeRequest, people: Iterable[Person], guilds: Iterable[Guild]) -> str:
    """Ask which person allows the application what it wants."""
    name = escape(asked.application.name)
    wanted = "".join(f"<li>{escape(scopes.KNOWN[scope])}</li>" for scope in sorted(asked.scopes))
    chooser = _guild_chooser(asked, guilds) if asked.adds_bot else ""
    listed = "".join(_person(person) for person in people)
    return _page(
        f"Authorize {name}",
        f"""<h1>{name} wants to access an account of this simulated Discord</h1>
<h2>It will be able to</h2><ul>{wanted}</ul>
<form method="post">{chooser}
<h2 id="who">Continue as</h2>
<ul class="people" aria-labelledby="who">{listed}</ul>
<button name="cancel" value="1">Cancel</button>
</form>""",
    )


def notice_page(title: str, text: str) -> str:
    """Tell a person something, without a way on."""
    return _page(escape(title), f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")


def avatar_path(user: User) -> str:
    """Return where the CDN stand-in keeps a user's avatar."""
    if user.avatar is None:
        return f"/cdn/embed/avatars/{(user.id >> 22) % 6}.png"
    return f"/cdn/avatars/{user.id}/{user.avatar}.png?size=64"


def _person(person: Person) -> str:
    user = person.user
    name = escape(user.global_name or user.username)
    return (
        f'<li><button name="user_id" value="{user.id}">'
        f'<img src="{escape(avatar_path(user))}" alt="" width="40" height="40" loading="lazy">'
        f'<span dir="auto"><bdi>{name}</bdi><small><bdi>{escape(user.username)}</bdi> · {escape(person.role)}</small>'
        "</span></button></li>"
    )


def _guild_chooser(asked: AuthorizeRequest, guilds: Iterable[Guild]) -> str:
    options = "".join(
        f'<option value="{guild.id}"{" selected" if guild.id == asked.guild_id else ""}>{escape(guild.name)}</option>'
        for guild in guilds
    )
    return f'<h2><label for="guild">Add to server</label></h2><select id="guild" name="guild_id">{options}</select>'


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'  # or the browser asks for one that is not there
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )
