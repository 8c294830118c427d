-- What Akka.Persistence.Sql stores: columns exactly as it would make them itself; the indexes are for how it asks.

-- What is to be known about the database before anything else: its identity, its schema version, its clock.
CREATE TABLE deals_meta (
    key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    CONSTRAINT deals_meta_pkey PRIMARY KEY (key)
);
INSERT INTO deals_meta (key, value) VALUES ('journal-id', gen_random_uuid()::text);

-- Every event of every persistent actor, for ever.
CREATE TABLE journal (
    ordering bigserial NOT NULL,
    created bigint NOT NULL,
    deleted boolean NOT NULL,
    persistence_id text NOT NULL,
    sequence_number bigint NOT NULL,
    message bytea NOT NULL,
    manifest text,
    identifier integer,
    writer_uuid text,
    CONSTRAINT "PK_journal" PRIMARY KEY (ordering)
);
-- The fence: of two writers of one actor the second fails. It also serves recovery, which reads one actor's events in order.
CREATE UNIQUE INDEX journal_uq ON journal (persistence_id, sequence_number);

-- Which events a stream by tag finds.
CREATE TABLE tags (
    ordering_id bigint NOT NULL,
    tag text NOT NULL,
    sequence_nr bigint NOT NULL,
    persistence_id text NOT NULL,
    CONSTRAINT "PK_tags" PRIMARY KEY (ordering_id, tag)
);
-- A page of a stream: one tag from a position on. An index of the tag alone would sort all events for each page, for nearly all have the same tag.
CREATE INDEX tags_tag_ordering_idx ON tags (tag, ordering_id);

-- The last states of actors with many events.
CREATE TABLE snapshot (
    persistence_id text NOT NULL,
    sequence_number bigint NOT NULL,
    created bigint NOT NULL,
    snapshot bytea,
    manifest text,
    serializer_id integer,
    CONSTRAINT "PK_snapshot" PRIMARY KEY (persistence_id, sequence_number)
);
