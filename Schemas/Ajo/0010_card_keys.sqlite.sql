-- Each start looks for the keys that secrets are under.
CREATE INDEX ajo_cards_key ON ajo_cards (token_key);
