-- Sends what the lines of the file LINES say, "signature body", each once, as the sandbox does.
-- Where there are too few, they begin anew.
local lines = {}
for line in io.lines(os.getenv("LINES")) do
  local signature, body = line:match("(%S+) (.+)")
  lines[#lines + 1] = { signature = signature, body = body }
end
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

local place, threads = 0, tonumber(os.getenv("THREADS"))
function prepare() place = number end

function request()
  local one = lines[(place - 1) % #lines + 1]
  place = place + threads
  return post(
    "/api/ajo/webhooks/sandbox", nil, { "X-Sandbox-Signature: " .. one.signature }, one.body)
end
