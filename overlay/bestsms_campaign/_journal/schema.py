"""The tables of a journal, and the states of campaigns, chunks and recipients."""

from typing import Final, Literal, TypeAlias

VERSION: Final = 1

CampaignState: TypeAlias = Literal["ready", "paused", "cancelled"]
"""The state of a campaign. Chunks are sent only if it is `ready`."""

ChunkState: TypeAlias = Literal["queued", "sending", "unknown", "sent", "failed", "cancelled"]
"""The state of a chunk.

`queued`: not sent. `sending`: claimed by a worker, may have been sent. `unknown`: may have been
sent, the gateway must be asked. `sent`: accepted by the gateway. `failed`: refused by the gateway.
`cancelled`: aborted before the gateway sent it.
"""

DELIVERED: Final = "D"
FAILED: Final = "F"
SUPPRESSED: Final = "S"

# A recipient without its own state has the state of its chunk. So settling a chunk writes one row,
# and the counts of a million recipients are a sum over a thousand chunks.
# `due_at` is the end of the lease while a chunk is `sending`, otherwise the earliest time at which
# a worker may claim it.
TABLES: Final = """
CREATE TABLE {exists} bestsms_campaign (
    key {key},
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    created_at DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL,
    settings TEXT NOT NULL,
    gateway TEXT,
    rejected BIGINT NOT NULL DEFAULT 0,
    duplicates BIGINT NOT NULL DEFAULT 0,
    open_at DOUBLE PRECISION NOT NULL DEFAULT 0
);
CREATE TABLE {exists} bestsms_chunk (
    campaign BIGINT NOT NULL,
    number BIGINT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    recipients BIGINT NOT NULL,
    suppressed BIGINT NOT NULL DEFAULT 0,
    delivered BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    owner TEXT,
    due_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    recoveries BIGINT NOT NULL DEFAULT 0,
    polls BIGINT NOT NULL DEFAULT 0,
    poll_at DOUBLE PRECISION NOT NULL DEFAULT 0,
    error TEXT,
    PRIMARY KEY (campaign, number)
);
CREATE INDEX {exists} bestsms_chunk_due ON bestsms_chunk (campaign, state, due_at);
CREATE TABLE {exists} bestsms_recipient (
    campaign BIGINT NOT NULL,
    chunk BIGINT NOT NULL,
    line BIGINT NOT NULL,
    number BIGINT NOT NULL,
    fields TEXT,
    state TEXT,
    result TEXT,
    PRIMARY KEY (campaign, chunk, line)
){clustered};
CREATE UNIQUE INDEX {exists} bestsms_recipient_number ON bestsms_recipient (campaign, number);
CREATE TABLE {exists} bestsms_reject (
    campaign BIGINT NOT NULL,
    line BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE {exists} bestsms_file (
    campaign BIGINT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL
);
"""
