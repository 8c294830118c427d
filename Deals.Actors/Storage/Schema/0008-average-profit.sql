-- What is earned where a product sells for its one-year average.
ALTER TABLE deals ADD COLUMN average_profit bigint;
CREATE INDEX ix_deals_average_profit ON deals (average_profit, id);
