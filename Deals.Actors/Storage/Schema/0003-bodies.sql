-- The latest raw body of each product, compressed by us: PostgreSQL need not try again.
CREATE TABLE bodies (
    key text COLLATE "C" NOT NULL,
    as_of bigint NOT NULL,
    stored_at bigint NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT bodies_pkey PRIMARY KEY (key)
);
ALTER TABLE bodies ALTER COLUMN content SET STORAGE EXTERNAL;
