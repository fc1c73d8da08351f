-- What a member agrees to pledge if the circle is handed over to them, in minor units; nothing where
-- they do not.
ALTER TABLE ajo_members ADD COLUMN pledge_offer INTEGER NOT NULL DEFAULT 0;
