"""A journal in memory: what a run keeps, for another run to find."""

from dataclasses import replace

from orchestrator.domain.records import StoredReply


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

    async def item_ended(self, row):
        self.items[row.id] = row

    def asked(self, question):
        self.questions[question.item, question.path, question.number] = question

    def decision(self, item, path, number):
        return self.questions.get((item, path, number))

    def decide(self, path, decision, *, item="main", number=0):
        """What another process does when somebody answers."""
        asked = self.questions[item, path, number]
        self.questions[item, path, number] = replace(asked, decision=decision, decided=1.0)
