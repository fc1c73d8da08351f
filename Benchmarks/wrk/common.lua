-- What every script of ours shares: the users, chance that differs by thread, and a last line
-- that a program can read. USERS names a file of lines "id token e-mail".
users = {}
for line in io.lines(os.getenv("USERS")) do
  local id, token, email = line:match("(%S+) (%S+) (%S+)")
  users[#users + 1] = { id = id, token = token, email = email }
end

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

-- wrk calls it once a thread.
function init()
  math.randomseed(os.time() * 16 + number)
  if prepare then prepare() end
end

function post(...) return send("POST", ...) end
function put(...) return send("PUT", ...) end

function send(method, path, token, fields, body)
  local lines = {
    method .. " " .. path .. " HTTP/1.1", "Host: localhost", "Content-Type: application/json",
  }
  if token then lines[#lines + 1] = "Authorization: Bearer " .. token end
  for _, field in ipairs(fields) do lines[#lines + 1] = field end
  lines[#lines + 1] = "Content-Length: " .. #body
  return table.concat(lines, "\r\n") .. "\r\n\r\n" .. body
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "p99.9": %.3f, '
      .. '"refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
