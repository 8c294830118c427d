-- What a deal's next look is worth: its category, its sales, and how often its price changes with what that rests on (millionths).
ALTER TABLE deals
    ADD COLUMN category bigint,
    ADD COLUMN monthly_sold bigint,
    ADD COLUMN pace_changes bigint,
    ADD COLUMN pace_days bigint,
    ADD COLUMN prior_changes bigint,
    ADD COLUMN prior_days bigint,
    ADD COLUMN pace_until bigint,
    -- Whether due and soft deadline are those of a later price than the deal's last event.
    ADD COLUMN is_replanned boolean NOT NULL DEFAULT false;
