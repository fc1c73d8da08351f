-- Approves what the lines of the file LINES say, "token transaction", each once. Threads take lines
-- in turn. Where there are too few, they begin anew, and are refused.
local lines = {}
for line in io.lines(os.getenv("LINES")) do
  local token, sale = line:match("(%S+) (%S+)")
  lines[#lines + 1] = { token = token, sale = sale }
end
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

local run, place, threads = "", 0, tonumber(os.getenv("THREADS"))
function prepare()
  run = string.format("Idempotency-Key: %d-%d-%d-", os.time(), math.random(1e9), number)
  place = number
end

function request()
  local one = lines[(place - 1) % #lines + 1]
  place = place + threads
  return put(
    "/api/fleet/transactions/" .. one.sale .. "/approve", one.token, { run .. place }, "{}")
end
