-- The rows, made from the journal and made again from it at any time. Instants are ticks of 100 ns (UTC), ratios millionths. Texts compare byte by byte
-- whatever the database's own collation is: pages, cursors and comparisons rely on one order.
CREATE TABLE deals (
    id text COLLATE "C" NOT NULL,
    domain bigint NOT NULL,
    asin text COLLATE "C" NOT NULL,
    title text COLLATE "C",
    search text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    price bigint,
    price_type text COLLATE "C" NOT NULL,
    range bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    rank bigint,
    below_average bigint,
    profit bigint,
    roi bigint,
    trust bigint,
    importance bigint,
    change_rate bigint,
    checked_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    listing_as_of bigint,
    product_as_of bigint,
    seller_as_of bigint,
    analysed_at bigint,
    analysis_state text COLLATE "C",
    analysis_reason text COLLATE "C",
    next_due bigint,
    lane text COLLATE "C",
    soft_deadline bigint,
    due_reason bigint,
    priority bigint,
    cycle bigint NOT NULL,
    looked_at bigint,
    gone_at bigint,
    is_watched boolean NOT NULL,
    attempts bigint NOT NULL,
    last_error text COLLATE "C",
    drops30 bigint,
    discovered_at bigint NOT NULL,
    feeds text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT deals_pkey PRIMARY KEY (id)
)
-- A row is written again at each event of its deal: dead rows are collected early, so that the table stays as large as what it holds.
WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- The due index: of a lane, who is due, and who is nearest to the soft deadline.
CREATE INDEX ix_deals_lane ON deals (lane, next_due);
CREATE INDEX ix_deals_due ON deals (lane, soft_deadline, next_due);
-- The orders of the list that people use, in either direction, and the conditions of what is counted.
CREATE INDEX ix_deals_checkedat ON deals (checked_at, id);
CREATE INDEX ix_deals_asin ON deals (asin, id);
CREATE INDEX ix_deals_price ON deals (price, id);
CREATE INDEX ix_deals_rank ON deals (rank, id);
CREATE INDEX ix_deals_belowaverage ON deals (below_average, id);
CREATE INDEX ix_deals_changedat ON deals (changed_at, id);
CREATE INDEX ix_deals_listingasof ON deals (listing_as_of, id);
CREATE INDEX ix_deals_status ON deals (status, id);
CREATE INDEX ix_deals_nextdue ON deals (next_due, id);
CREATE INDEX ix_deals_goneat ON deals (gone_at, id);

-- How far the projection has come, and from which journal.
CREATE TABLE projection (
    name text COLLATE "C" NOT NULL,
    journal_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    schema_version bigint NOT NULL,
    CONSTRAINT projection_pkey PRIMARY KEY (name)
);

-- Events that no row could be made of, with the reason.
CREATE TABLE set_aside (
    position bigint NOT NULL,
    persistence_id text COLLATE "C" NOT NULL,
    sequence_nr bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    CONSTRAINT set_aside_pkey PRIMARY KEY (position)
);
