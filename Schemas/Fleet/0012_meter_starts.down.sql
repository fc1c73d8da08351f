DROP INDEX fleet_odometers_start;
