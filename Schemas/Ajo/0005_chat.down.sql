ALTER TABLE ajo_members DROP COLUMN read_number;
DROP TABLE ajo_messages;
