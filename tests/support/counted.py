"""A server on the loopback whose reply follows from the request alone, and which keeps who asked for what, and when."""

import hashlib
from contextlib import contextmanager

from tests.support.loopback import answers, chat, in_a_thread, models

WORDS = (
    "fox", "hen", "mill", "bell", "rain", "road", "barn", "well", "moon", "song", "door", "lamp", "snow", "field",
    "river", "stone", "winter", "letter", "garden", "owl",
)  # fmt: skip


def reply_to(body):
    """Forty words that no other request gets."""
    digest = hashlib.sha256(repr((body["messages"], body.get("seed"))).encode()).digest()
    words = [WORDS[(byte * 7 + place) % len(WORDS)] for place, byte in enumerate(digest)]
    return f"The {' '.join(words[:16])}. Then the {' '.join(words[16:])}. {digest.hex()[:12]}."


class Counted:
    """The server; a request is known by its seed, which no two calls of a run share."""

    def __init__(self, server, seeds):
        self.url = server.url.removesuffix("/v1")
        self.seeds = seeds
        self._server = server

    @property
    def in_flight(self):
        """Requests that came and are not answered yet."""
        return self._server.at_once

    @property
    def most_in_flight(self):
        return self._server.most_at_once

    def forget(self):
        """Begin to count anew."""
        self.seeds.clear()


@contextmanager
def counted(seconds):
    """A server that takes so many ``seconds`` for each reply."""
    seeds = []

    def respond(seen):
        if seen.method == "GET":
            return answers(models("tiny", max_model_len=32768))
        seeds.append(seen.json["seed"])
        return answers(chat(reply_to(seen.json)), after=seconds)

    with in_a_thread(respond) as server:
        yield Counted(server, seeds)
