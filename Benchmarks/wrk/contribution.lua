-- Pays what the lines of the file LINES say, "token circle cycle", each once. Threads take lines in
-- turn. Where there are too few, they begin anew, and are refused.
local lines = {}
for line in io.lines(os.getenv("LINES")) do
  local token, circle, cycle = line:match("(%S+) (%S+) (%S+)")
  lines[#lines + 1] = { token = token, circle = circle, cycle = cycle }
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
  return post(
    "/api/ajo/circles/" .. one.circle .. "/contributions", one.token, { run .. place },
    string.format('{"cycle_number":%s}', one.cycle))
end
