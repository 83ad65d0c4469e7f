-- SPDX-License-Identifier: Apache-2.0
-- Sends requests that were signed in advance, and looks at each answer.
--
-- CALLS names the file of the requests, one behind the other, each after its length in decimal and a new line.
-- ANSWERS, if set, names a file that gets the TaskId of each answer before the next request goes out.

local requests = {}
local at = 0
local task_ids

function init()
    local file = assert(io.open(os.getenv("CALLS"), "rb"))
    while true do
        local length = file:read("*n")
        if not length then break end
        file:read(1)
        requests[#requests + 1] = file:read(length)
    end
    file:close()
    local path = os.getenv("ANSWERS")
    if path then
        task_ids = assert(io.open(path, "wb"))
        task_ids:setvbuf("line")
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

-- Global, so that `done` can ask for it.
errors = 0

function response(status, headers, body)
    if status ~= 200 or string.find(body, '"Error"', 1, true) then
        if errors == 0 then io.stderr:write("an answer: ", status, " ", body, "\n") end
        errors = errors + 1
    elseif task_ids then
        task_ids:write(string.match(body, '"TaskId":"(%w+)"'), "\n")
    end
end

local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
end

function done(summary, latency, calls)
    local bad = 0
    for _, thread in ipairs(threads) do bad = bad + thread:get("errors") end
    local broken = summary.errors
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"bytes":%d,"errors":%d,"broken":%d,"p50":%d,"p99":%d,"max":%d}\n',
        summary.requests, summary.duration, summary.bytes, bad,
        broken.connect + broken.read + broken.write + broken.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end
