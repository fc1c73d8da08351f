ALTER TABLE ajo_members DROP COLUMN pledge_offer;
