-- Requests fuel as the lines of the file LINES say, "token body", each under an idempotency key of
-- its own. Which line is chance.
local lines = {}
for line in io.lines(os.getenv("LINES")) do
  local token, body = line:match("(%S+) (%S+)")
  lines[#lines + 1] = { token = token, body = body }
end
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

local count, run = 0, ""
function prepare()
  run = string.format("Idempotency-Key: %d-%d-%d-", os.time(), math.random(1e9), number)
end

function request()
  local one = lines[math.random(#lines)]
  count = count + 1
  return post("/api/fleet/transactions", one.token, { run .. count }, one.body)
end
