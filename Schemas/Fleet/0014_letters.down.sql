-- Loses the codes of letters that are not sent yet: whoever waits for one is invited again.
DROP TABLE fleet_letters;
