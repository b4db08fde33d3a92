"""usage: check-html.py FILE: reads a page strictly; fails where tags do not match, a link inside of the page leads
nowhere, an attribute could run a script, or there is a script other than that of the search. Prints the elements, and
how many texts and attributes show markup.
"""
import sys
from html.parser import HTMLParser

VOID = {"meta", "path", "rect", "br", "input"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.ids, self.links, self.markup = [], set(), [], [], 0

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        for name, value in attributes:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                sys.exit(f"{tag} {name}={value}")
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            sys.exit(f"</{tag}> closes nothing, at {self.getpos()}")

    def handle_data(self, data):
        if self.open[-1:] == ["script"] and not data.startswith('\nconst search = document.getElementById("search");\n'):
            sys.exit(f"a script that is not the page's own: {data}")
        if self.open[-1:] != ["style"] and "<" in data:
            self.markup += 1


page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
page.close()
if page.open:
    sys.exit(f"still open: {page.open}")
if len(set(page.ids)) != len(page.ids):
    sys.exit("an id occurs twice")
lost = [link for link in page.links if link.startswith("#") and link[1:] not in page.ids]
if lost:
    sys.exit(f"links that lead nowhere: {lost}")
print("elements:", *sorted(page.elements))
print("texts with markup:", page.markup)
