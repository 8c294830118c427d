-- What the analyst finds its work by: why there is no verdict, on what it rests, when the deal is to be put to it again, and who answered.
ALTER TABLE deals
    ADD COLUMN analysis_cause bigint,
    ADD COLUMN analysis_told_at bigint,
    ADD COLUMN analysis_as_of bigint,
    ADD COLUMN analysis_due bigint,
    ADD COLUMN analysis_key text COLLATE "C",
    ADD COLUMN analysed_price bigint,
    ADD COLUMN analysed_type bigint;

-- The most valuable of each state first; absence is no state to an index's order, and has one of its own.
CREATE INDEX ix_deals_analysis ON deals (analysis_state, importance);
CREATE INDEX ix_deals_unanalysed ON deals (importance) WHERE analysis_state IS NULL AND status = 'active';
