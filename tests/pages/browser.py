"""A browser without JavaScript: keeps cookies, follows redirects, reads a page and fills in its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from httpx import Client, Response

from casework import people
from tests.admin_api.front import Front, Wireless

VOID = {"input", "meta", "link", "br", "hr", "img"}
Attributes = dict[str, str | None]


@dataclass
class Form:
    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    """What may be chosen in a select, among radio buttons, or ticked."""


@dataclass
class Page(HTMLParser):
    """A page as it was read. Markup that does not nest is an error here."""

    status: int
    path: str
    html: str
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    """The words of h1 and title."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._textarea = self._select = ""
        self.feed(self.html)
        self.close()
        assert self._open == [], f"never closed: {self._open}"

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def form(self, action: str) -> Form:
        found = [form for form in self.forms if form.action == action]
        assert found, f"no form {action!r} among {[form.action for form in self.forms]}"
        return found[0]

    def all(self, tag: str, **wanted: str) -> list[Attributes]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and all(attributes.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]

    def classed(self, name: str) -> list[Attributes]:
        return [
            attributes for _, attributes in self.elements if name in (attributes.get("class") or "").split()
        ]

    def link(self, words: str) -> str:
        found = [address for address, said in self.links if words in said]
        assert found, f"no link {words!r} among {self.links}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), f"an attribute twice: {attrs}"
        self.elements.append((tag, attributes))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self._open.append(tag)
        if tag == "a":
            self.links.append((attributes.get("href") or "", ""))
        if tag == "form":
            self.forms.append(Form(attributes.get("method") or "get", attributes.get("action") or ""))
        elif self.forms and "form" in self._open:
            self._field(tag, attributes)

    def _field(self, tag: str, attributes: Attributes) -> None:
        form, name = self.forms[-1], attributes.get("name") or ""
        value = attributes.get("value") or ""
        if tag == "input" and attributes.get("type") in ("radio", "checkbox"):
            form.offered.setdefault(name, []).append(value)
            if "checked" in attributes:
                form.fields[name] = value
        elif tag == "input" and name:
            form.fields[name] = value
        elif tag == "textarea" and name:
            form.fields[name], self._textarea = "", name
        elif tag == "select":
            form.fields[name], self._select = "", name
            form.offered[name] = []
        elif tag == "option":
            form.offered[self._select].append(value)
            if "selected" in attributes:
                form.fields[self._select] = value

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        within = self._open[-1] if self._open else ""
        if self._textarea:
            # As a browser does: the line end after the tag does not belong to the text.
            self.forms[-1].fields[self._textarea] += data.removeprefix("\n")
        if "a" in self._open:
            address, said = self.links[-1]
            self.links[-1] = (address, said + data)
        if within in ("h1", "title"):
            self.titles[within] = self.titles.get(within, "") + data
        self.words.append(data)


class Visitor:
    """Somebody who opens pages, follows links and fills in forms."""

    def __init__(self, http: Client) -> None:
        self.http = http
        self.last: Response | None = None

    def opens(self, address: str) -> Page:
        return self._read(self.http.get(address, follow_redirects=True))

    def sends(self, form: Form, /, headers: dict[str, str] | None = None, **filled: Any) -> Page:
        """Fill in and send, as the page offered it."""
        unknown = filled.keys() - form.fields.keys() - form.offered.keys()
        assert not unknown, f"the form has no {unknown}"
        for name, options in form.offered.items():
            assert filled.get(name, form.fields.get(name, "")) in ["", *options]
        return self.posts(form.action, {**form.fields, **filled}, headers)

    def posts(self, address: str, fields: dict[str, Any], headers: dict[str, str] | None = None) -> Page:
        return self._read(self.http.post(address, data=fields, headers=headers, follow_redirects=True))

    def _read(self, response: Response) -> Page:
        self.last = response
        return Page(response.status_code, response.url.raw_path.decode(), response.text)


class Browser(Visitor):
    """Somebody at the front desk's pages; `who` is a colleague of the front."""

    def __init__(self, front: Front) -> None:
        self.front = front
        super().__init__(
            Client(
                transport=Wireless(front.app), base_url="http://testserver", headers={"accept": "text/html"}
            )
        )

    def signs_in(self, who: str, language: str = "en") -> "Browser":
        address = f"/sign-in/{self.front.do(people.give_link, self.user_id(who))}"
        self.speaks(language)
        self.sends(self.opens(address).form(address))
        return self

    def user_id(self, who: str) -> int:
        from db.queries import people as people_queries

        with self.front.database.reading() as session:
            found = people_queries.holder(session, self.front.keys[who], kind="key", at=self.front.at)
        assert found is not None
        return found[1].id

    def speaks(self, language: str) -> None:
        self.http.cookies.set("dobush_lang", language, domain="testserver.local", path="/")


def asked_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))
