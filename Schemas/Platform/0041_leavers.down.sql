-- Loses who is leaving and who has left. Closed accounts stay closed.
DROP TABLE platform_leavers;
