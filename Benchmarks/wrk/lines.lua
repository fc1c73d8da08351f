-- Asks what the lines of the file LINES say, "token path" or, for a POST, "token path body", by
-- chance. A body has no blanks.
local requests = {}
for line in io.lines(os.getenv("LINES")) do
  local token, path, body = line:match("(%S+) (%S+) ?(%S*)")
  requests[#requests + 1] = { token = token, path = path, body = body }
end
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

local made = {}
function request()
  local place = math.random(#requests)
  if not made[place] then
    local one = requests[place]
    made[place] = one.body ~= "" and post(one.path, one.token, {}, one.body)
      or wrk.format("GET", one.path, { ["Authorization"] = "Bearer " .. one.token })
  end
  return made[place]
end
