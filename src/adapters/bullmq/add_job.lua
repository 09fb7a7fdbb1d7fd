-- Adds jobs as BullMQ 5 and 6 lay them out, in one step.
-- KEYS: wait, paused, meta, id, delayed, prioritized, active, events, marker, pc
-- ARGV: what the keys of jobs begin with, the time in ms; then for each job its
--       id, name, data, options, delay in ms, priority
-- Answers how many were added; the others were there.
local wait, paused, meta, counter, delayed, prioritized, active, events, marker, pc =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local prefix, time = ARGV[1], tonumber(ARGV[2])
local call = redis.call

local longest = call('HGET', meta, 'opts.maxLenEvents')
if not longest then
  longest = '10000'
  call('HSET', meta, 'opts.maxLenEvents', longest)
end
local is_paused = call('HEXISTS', meta, 'paused') == 1
local most = tonumber(call('HGET', meta, 'concurrency') or '')
-- Version 5 renames `paused` over `wait` when it goes on; version 6 takes both.
local list = is_paused and paused or wait

local added, has_ready, has_delayed = 0, false, false
call('INCRBY', counter, (#ARGV - 2) / 6)
for i = 3, #ARGV, 6 do
  local id, name = ARGV[i], ARGV[i + 1]
  local delay, priority = tonumber(ARGV[i + 4]), tonumber(ARGV[i + 5])
  local job = prefix .. id
  if call('EXISTS', job) == 1 then
    call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'duplicated', 'jobId', id)
  else
    added = added + 1
    call('HSET', job, 'name', name, 'data', ARGV[i + 2], 'opts', ARGV[i + 3], 'timestamp', ARGV[2],
         'delay', ARGV[i + 4], 'priority', ARGV[i + 5])
    call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'added', 'jobId', id, 'name', name)
    if delay > 0 then
      -- The score is the due time and a tie breaker of 12 bits; printed whole, never as 1.2e15.
      local first = (time + delay) * 4096
      local low = string.format('%.0f', first)
      local score = low
      local last = call('ZREVRANGEBYSCORE', delayed, string.format('%.0f', first + 4095), low,
                        'WITHSCORES', 'LIMIT', 0, 1)
      if last[2] then
        local after = tonumber(last[2]) + 1
        if after > first + 4095 then after = first + 4095 end
        score = string.format('%.0f', after)
      end
      call('ZADD', delayed, score, id)
      call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'delayed', 'jobId', id,
           'delay', string.format('%.0f', time + delay))
      has_delayed = true
    else
      if priority > 0 then
        local tie = call('INCR', pc)
        call('ZADD', prioritized,
             string.format('%.0f', priority * 4294967296 + tie % 4294967296), id)
      else
        call('LPUSH', list, id)
      end
      call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'waiting', 'jobId', id)
      has_ready = true
    end
  end
end

-- Workers sleep until a mark says that work is there, or when the earliest job is due.
local is_full = most ~= nil and call('LLEN', active) >= most
if has_ready and not is_paused and not is_full then call('ZADD', marker, 0, '0') end
if has_delayed then
  local next = call('ZRANGE', delayed, 0, 0, 'WITHSCORES')
  call('ZADD', marker, string.format('%.0f', math.floor(tonumber(next[2]) / 4096)), '1')
end
return added
