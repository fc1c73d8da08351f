DROP INDEX ajo_cards_key;
