"""A journal in memory: what a run keeps, for another run to find."""

from dataclasses import replace

from orchestrator.domain.records import DoneItem, StoredReply


class MemoryJournal:
    """Keeps everything in lists and mappings; ``calls`` are those kept, ``links`` the replies used again."""

    def __init__(self):
        self.replies = {}
        self.calls = []
        self.links = []
        self.visits = {}
        self.history = []
        self.items = {}
        self.questions = {}
        self.done = {}
        self.reused = []

    def reply(self, key):
        return self.replies.get(key)

    async def keep(self, call):
        kept = StoredReply(text=call.reply, finish_reason=call.finish_reason, usage=call.usage)
        self.calls.append(call)
        stands = self.replies.setdefault(call.key, kept)
        return None if stands is kept else stands

    def link(self, call):
        self.links.append(call)

    def visit(self, visit):
        self.history.append((visit.path, visit.status))
        self.visits[visit.path] = visit

    async def item_ended(self, row, key=""):
        self.items[row.id] = row
        if key:
            self.done[key] = DoneItem(run=1, item=row.id, result=row.result, replies=self._replies_of(row.id))

    def done_before(self, key):
        return self.done.get(key)

    async def item_reused(self, row, key, earlier):
        self.reused.append((row.id, earlier.item))
        self.items[row.id] = row
        return True

    def _replies_of(self, item):
        return sum(call.item == item for call in (*self.calls, *self.links))

    def asked(self, question):
        self.questions[question.item, question.path, question.number] = question

    def decision(self, item, path, number):
        return self.questions.get((item, path, number))

    def decide(self, path, decision, *, item="main", number=0):
        """What another process does when somebody answers."""
        asked = self.questions[item, path, number]
        self.questions[item, path, number] = replace(asked, decision=decision, decided=1.0)
