-- By which rules and settings a product was appraised, and why its profit is not listed. Who sorts by profit or return looks at the best ones.
ALTER TABLE deals
    ADD COLUMN unlisted text COLLATE "C",
    ADD COLUMN appraisal_version bigint,
    ADD COLUMN appraisal_settings text COLLATE "C";
CREATE INDEX ix_deals_profit ON deals (profit, id);
CREATE INDEX ix_deals_roi ON deals (roi, id);
