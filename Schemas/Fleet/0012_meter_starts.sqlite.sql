-- When vehicles' meters were changed: few of all their readings.
CREATE INDEX fleet_odometers_start
  ON fleet_odometers (consumer_company_id, is_start, vehicle_key, occurred_at)
  WHERE is_start;
