"""What a bulk send did, in a file that outlives the process, so that a later run can go on.

Lines of JSON that are only ever added to: the token that all message ids are made of, then, for
each request, one line before its first byte leaves and one when its fate is known. A line that a
crash cut short counts as not written. Of texts and numbers there are only keyed digests.
"""

import errno
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID, uuid4, uuid5

from bestsms_client._message.bulk import Batch
from bestsms_client.errors import InvalidRequestError

_HEADER: Final = b'{"token": "00000000-0000-0000-0000-000000000000", "content": "%b"}\n' % (
    b"0" * 32
)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0)  # to open a pipe would wait for its other end


@dataclass(slots=True)
class _Entry:
    recipients: int
    digest: str
    accepted: bool | None = None  # None: its fate is not known


class BulkRecord:
    """The memory of a bulk send. A context manager; while it is open no other run can have it.

    Args:
        path: The file, which is made if it is not there; None remembers nothing.
        content: What all requests have in common, so that another message is not taken for this
            one.

    Raises:
        InvalidRequestError: The file cannot be used, is no such record, or is of another message.
    """

    def __init__(self, path: str | os.PathLike[str] | None, content: str) -> None:
        self._file: int | None = None
        self._entries: list[_Entry] = []
        self._broken = False
        self._token = uuid4()
        if path is None:
            return
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | _NO_LINK | _NO_WAIT
            self._file = os.open(path, flags, 0o600)
            _require_regular(os.fstat(self._file))
            _lock(self._file)
            self._load(content)
        except OSError as error:
            is_link = error.errno == errno.ELOOP
            reason = "it is a symbolic link" if is_link else error.strerror or type(error).__name__
            self.close()
            raise InvalidRequestError(f"resume: the record cannot be used: {reason}.") from None
        except BaseException:
            self.close()
            raise

    @property
    def earlier(self) -> Sequence[int]:
        """How many recipients each request has that was begun."""
        return [entry.recipients for entry in self._entries]

    def message_id(self, batch: Batch) -> str:
        """Give the identifier of a request: the same in every run, and nobody else's."""
        return str(uuid5(self._token, str(batch.number)))

    def accepted(self, batch: Batch) -> bool | None:
        """Tell whether the gateway accepted a request in an earlier run.

        Returns:
            True if it did; False if it did not, or there was no such request; None if nobody knows.

        Raises:
            InvalidRequestError: The request had other recipients in that run.
        """
        if batch.number >= len(self._entries):
            return False
        entry = self._entries[batch.number]
        if entry.digest != self._digest(batch.recipients):
            raise InvalidRequestError(
                f"recipients[{batch.first}] to [{batch.first + len(batch.recipients) - 1}] are not "
                "those of the run that resume= records, so the client cannot tell who has the "
                "message already. Pass the same recipients in the same order. To correct one of "
                "them, finish this run with the old list, and then send to the corrected one "
                "alone."
            )
        return entry.accepted

    def begin(self, batch: Batch) -> None:
        """Note that a request is about to be made; when this returns it is on the disk.

        Raises:
            InvalidRequestError: It cannot be written; nothing was sent.
        """
        digest = self._digest(batch.recipients)
        line = {"begin": batch.number, "recipients": len(batch.recipients), "digest": digest}
        self._broken = self._broken or not self._append(line)
        if self._broken:
            raise InvalidRequestError("resume: the record cannot be written. Nothing was sent.")
        if batch.number == len(self._entries):
            self._entries.append(_Entry(len(batch.recipients), digest))
        self._entries[batch.number].accepted = None

    def end(self, batch: Batch, accepted: bool) -> None:
        """Note the fate of a request. If that fails, a later run asks the gateway for it."""
        line = {"end": batch.number, "accepted": accepted}
        self._broken = self._broken or not self._append(line)
        self._entries[batch.number].accepted = accepted

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _digest(self, thing: object) -> str:
        text = json.dumps(thing, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16, key=self._token.bytes).hexdigest()

    def _append(self, line: Mapping[str, Any]) -> bool:
        if self._file is None:
            return True
        data = json.dumps(line).encode() + b"\n"
        before = os.fstat(self._file).st_size
        try:
            if os.write(self._file, data) == len(data):
                os.fsync(self._file)
                return True
            os.ftruncate(self._file, before)  # half a line would spoil those after it
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, before)
        return False

    def _load(self, content: str) -> None:
        assert self._file is not None
        with os.fdopen(os.dup(self._file), "rb") as file:
            file.seek(0)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        lines = whole.splitlines()
        common = self._digest(content)
        try:
            if not _shape(_HEADER).startswith(_shape(data[: len(_HEADER)])):
                raise ValueError
            if lines:
                self._token = UUID(json.loads(lines[0])["token"])
                common = json.loads(lines[0])["content"]
                for line in lines[1:]:
                    self._replay(json.loads(line))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            raise InvalidRequestError(
                "resume: the file is not a record of send_bulk, so it was not touched. Pass the "
                "path of such a record, or of a file that does not exist yet."
            ) from None
        os.ftruncate(self._file, len(whole))  # a line that a crash cut short
        if not lines and not self._append({"token": str(self._token), "content": common}):
            raise OSError(0, "it cannot be written")
        if common != self._digest(content):
            raise InvalidRequestError(
                "resume: the record belongs to another message. Text, options, attachments, "
                "gateway and mode must be those of the first run. To send something else, use a "
                "new record."
            )

    def _replay(self, line: Mapping[str, Any]) -> None:
        if "end" in line:
            self._entries[line["end"]].accepted = bool(line["accepted"])
        elif line["begin"] == len(self._entries):
            self._entries.append(_Entry(int(line["recipients"]), str(line["digest"])))
        else:
            self._entries[line["begin"]].accepted = None


def _shape(header: bytes) -> bytes:
    """Return what all headers have in common; a crash may have cut one short."""
    return re.sub(rb"[0-9a-f]", b"0", header)


def _require_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, "it is not a regular file")


def _lock(file: int) -> None:
    """Keep a second run out, where the system has such locks. They end with the process."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
