"""Visitors over HTTP without a browser: signed in each for itself, the hidden fields of the forms, one open connection."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Visitor:
    """Somebody at a browser of their own; raises OSError or HTTPException where the server does not answer."""

    def __init__(self, port: int, seconds: float = 30) -> None:
        self.port, self.seconds = port, seconds
        self.cookies: dict[str, str] = {}
        self.line: http.client.HTTPConnection | None = None

    def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status, the text, and where the answer sends to; GET without a form, POST with one."""
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        try:
            if form is None:
                self.line.request("GET", address, headers=headers)
            else:
                headers |= {"Content-Type": "application/x-www-form-urlencoded"}
                self.line.request("POST", address, urlencode(form), headers)
            answer = self.line.getresponse()
            text = answer.read().decode(errors="replace")
        except BaseException:
            self.hang_up()
            raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0].strip('"')
        return answer.status, text, answer.getheader("Location") or ""

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None

    def hidden(self, address: str, marker: str = "") -> dict[str, str]:
        """The hidden fields of a page's form: the one that holds `marker`, else the last form before the end."""
        text = self.ask(address)[1]
        forms = [f for f in text.split("<form")[1:] if marker in f] or [text]
        return dict(HIDDEN.findall(forms[0].partition("</form>")[0]))

    def sign_in(self, login: str, password: str = "contoh-2020") -> int:
        fields = self.hidden("/masuk/", 'name="password"')
        return self.ask("/masuk/", fields | {"login": login, "password": password})[0]
