ALTER TABLE ajo_contributions DROP COLUMN settled;
DROP TABLE ajo_proposal_answers;
DROP TABLE ajo_proposals;
