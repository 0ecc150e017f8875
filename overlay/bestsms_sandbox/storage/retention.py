"""Deletes the oldest finished messages and the records that belong to them (`--keep`).

The oldest message is the one with the oldest activity, so that a late reply can still be read.
"""

from bestsms_sandbox.storage.database import Database

_BATCH = 500
# A message with planned events, such as a reply, or undelivered webhooks is not finished.
_FINISHED = """
SELECT seq FROM messages m WHERE status = 'Completed'
 AND NOT EXISTS (SELECT 1 FROM events WHERE message = m.seq)
 AND NOT EXISTS (SELECT 1 FROM webhooks WHERE message = m.seq AND next_at IS NOT NULL)
 ORDER BY active_at DESC, seq DESC LIMIT ? OFFSET ?
"""
_OF_MESSAGES = (
    "DELETE FROM tries WHERE webhook IN (SELECT seq FROM webhooks WHERE message IN ({0}))",
    "DELETE FROM webhooks WHERE message IN ({0})",
    "DELETE FROM mails WHERE message IN ({0})",
    "DELETE FROM received WHERE recipient IN (SELECT seq FROM recipients WHERE message IN ({0}))",
    "DELETE FROM files WHERE message IN ({0})",
    "DELETE FROM recipients WHERE message IN ({0})",
    "DELETE FROM messages WHERE seq IN ({0})",
)
# Records without a message are limited to the same number.
_OTHERS = (
    "DELETE FROM received WHERE recipient IS NULL AND seq IN ({0})",
    "DELETE FROM tries WHERE webhook IN ({1})",
    "DELETE FROM webhooks WHERE seq IN ({1})",
)
_OLD_RECEIVED = (
    "SELECT seq FROM received WHERE recipient IS NULL ORDER BY seq DESC LIMIT -1 OFFSET ?1"
)
_OLD_WEBHOOKS = (
    "SELECT seq FROM webhooks WHERE message IS NULL AND next_at IS NULL"
    " ORDER BY seq DESC LIMIT -1 OFFSET ?1"
)


class Retention:
    """Limits a database to the latest `keep` finished messages."""

    def __init__(self, database: Database, keep: int) -> None:
        self._database, self._keep = database, keep
        self._changes = -1

    def prune(self) -> None:
        """Delete old messages, unless nothing was written since the last call."""
        if self._database.changes == self._changes:
            return
        while rows := self._database.all(_FINISHED, _BATCH, self._keep):
            seqs = ",".join(str(row["seq"]) for row in rows)
            with self._database.transaction():
                for statement in _OF_MESSAGES:
                    self._database.run(statement.format(seqs))
        with self._database.transaction():
            for statement in _OTHERS:
                self._database.run(statement.format(_OLD_RECEIVED, _OLD_WEBHOOKS), self._keep)
        self._changes = self._database.changes
