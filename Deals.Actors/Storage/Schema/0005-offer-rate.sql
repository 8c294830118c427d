-- How often a deal's number of offers changes, a day (millionths): what decides how deep its looks are.
ALTER TABLE deals ADD COLUMN offer_rate bigint;
