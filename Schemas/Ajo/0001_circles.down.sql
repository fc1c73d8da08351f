DROP TABLE ajo_movements;
DROP TABLE ajo_contributions;
DROP TABLE ajo_cycles;
DROP TABLE ajo_members;
DROP TABLE ajo_circles;
