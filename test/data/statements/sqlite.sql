-- What each method of each store sends to SQLite, in the order in which it is sent.
-- Written by: npx vitest run -u test/data/statements.test.ts

-- users.create
begin immediate;
savepoint write_list;
insert into "users" ("id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict ("username_key") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- users.create with a one-time secret
begin immediate;
savepoint write_list;
insert into "users" ("id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms", "one_time_secret_hmac", "one_time_secret_expires_at_ms")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict ("username_key") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- users.findById
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "id" = ?;

-- users.findByUsernameKey
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" = ?;

-- users.list
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" > ?
  order by "username_key"
  limit ?;

-- users.list by prefix
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" >= ? and "username_key" < ?
  order by "username_key"
  limit ?;

-- users.list by prefix, a later page
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" > ? and "username_key" < ?
  order by "username_key"
  limit ?;

-- users.list of one name
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" > ? and "username_key" = ?
  order by "username_key"
  limit ?;

-- users.replaceHash
begin immediate;
update "users"
  set "password_hash" = ?
  where "id" = ? and "password_hash" = ?;
commit;

-- users.change of the scope
begin immediate;
savepoint write_list;
insert into "events" ("type", "at_ms", "user_id", "actor", "address", "count", "detail")
  select 'user_changed' as "type", cast(? as bigint) as "at_ms", "id", cast(? as text) as "actor", cast(? as text) as "address", 1 as "count", json_object('scope', ?, 'previous_scope', scope) as "detail"
  from "users"
  where "id" = ?;
update "users"
  set "scope" = ?
  where "id" = ?;
release write_list;
commit;

-- users.change that disables
begin immediate;
savepoint write_list;
update "users"
  set "disabled_at_ms" = ?, "epoch" = epoch + 1
  where "id" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- users.endSessions
begin immediate;
savepoint write_list;
update "users"
  set "epoch" = epoch + 1
  where "id" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- users.delete
select "username"
  from "users"
  where "id" = ?;
begin immediate;
savepoint write_list;
delete from "users"
  where "id" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- throttle.read
select "account_failures", "address_failures", "first_delay_ms", "key", "failures", "opens_at_ms", "known_until_ms"
  from "throttle_limits" as "limits"
  left join "throttle" as "bucket" on "bucket"."key" in ((? || ''), (? || ''))
  where "limits"."id" = 1;

-- throttle.count
begin immediate;
insert into "throttle" ("key", "account", "failures", "since_ms", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?)
  on conflict ("key") do update
  set "failures" = case when throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?) then 1 else throttle.failures + 1 end, "address" = case when throttle.account is null and throttle.failures + 1 >= 50 and not (throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?)) then cast(? as text) end, "since_ms" = case when throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?) then ? else throttle.since_ms end, "opens_at_ms" = case when throttle.account is null then case when throttle.failures + 1 >= 50 and not (throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?)) then throttle.since_ms + 600000 else 0 end else case when throttle.failures + 1 >= 100 then 9007199254740991 when case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end = 0 then 0 else case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end + cast(? as bigint) end end, "expires_at_ms" = case when throttle.account is null then ? when throttle.failures + 1 >= 100 then 9007199254740991 when throttle.known_until_ms > ? then throttle.known_until_ms else ? end
  where (throttle.opens_at_ms <= ? or throttle.opens_at_ms - ? > case when throttle.account is null then 600000 else case when throttle.failures < 10 then 0 when throttle.failures < 11 then 30000 when throttle.failures < 12 then 60000 when throttle.failures < 13 then 120000 when throttle.failures < 14 then 240000 when throttle.failures < 15 then 480000 when throttle.failures < 16 then 960000 when throttle.failures < 17 then 1920000 else 3600000 end end) and not (not (throttle.account is null) and throttle.failures >= 100)
  returning "key";
commit;

-- locks.read
select "account_failures", "address_failures", "first_delay_ms", "key", "failures", "opens_at_ms", "known_until_ms"
  from "throttle_limits" as "limits"
  left join "throttle" as "bucket" on "bucket"."key" in ((? || ''))
  where "limits"."id" = 1;

-- locks.listKnown
select "key", "failures", "opens_at_ms", "known_until_ms"
  from "throttle"
  where "account" = ? and "failures" > ? and "known_until_ms" > ?
  order by "opens_at_ms" desc, "failures" desc
  limit ?;

-- locks.unlockAccount
begin immediate;
savepoint write_list;
update "throttle"
  set "failures" = ?, "opens_at_ms" = ?, "address" = ?, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "account" = ? and "failures" > ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- locks.listAddresses
select "key", "failures", "opens_at_ms", "known_until_ms", "address"
  from "throttle"
  where "address" is not null and "key" > ?
  order by "key"
  limit ?;

-- locks.findAddress
select "key", "failures", "opens_at_ms", "known_until_ms", "address"
  from "throttle"
  where "address" is not null and ("key" = ? or "address" = ?);

-- locks.countShutNames
select count(*) as "count"
  from "throttle"
  where opens_at_ms > 0 and "account" is not null and "known_until_ms" is null and not (throttle.opens_at_ms <= ? or throttle.opens_at_ms - ? > case when throttle.account is null then 600000 else case when throttle.failures < 10 then 0 when throttle.failures < 11 then 30000 when throttle.failures < 12 then 60000 when throttle.failures < 13 then 120000 when throttle.failures < 14 then 240000 when throttle.failures < 15 then 480000 when throttle.failures < 16 then 960000 when throttle.failures < 17 then 1920000 else 3600000 end end) and not (not (throttle.account is null) and throttle.failures >= 100);

-- throttle.giveBack
begin immediate;
savepoint write_list;
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = ?, "address" = ?
  where "key" = ? and "failures" > ?;
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = ?, "address" = ?
  where "key" = ? and "failures" > ?;
release write_list;
commit;

-- throttle.forgetFailures
begin immediate;
update "throttle"
  set "failures" = ?, "opens_at_ms" = ?, "address" = ?
  where "failures" > ?;
commit;

-- throttle.count for an address alone, which shuts it
begin immediate;
insert into "throttle" ("key", "account", "failures", "since_ms", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values (?, ?, ?, ?, ?, ?, ?)
  on conflict ("key") do update
  set "failures" = case when throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?) then 1 else throttle.failures + 1 end, "address" = case when throttle.account is null and throttle.failures + 1 >= 1 and not (throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?)) then cast(? as text) end, "since_ms" = case when throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?) then ? else throttle.since_ms end, "opens_at_ms" = case when throttle.account is null then case when throttle.failures + 1 >= 1 and not (throttle.account is null and (throttle.since_ms <= ? or throttle.since_ms > ?)) then throttle.since_ms + 600000 else 0 end else case when throttle.failures + 1 >= 100 then 9007199254740991 when case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end = 0 then 0 else case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end + cast(? as bigint) end end, "expires_at_ms" = case when throttle.account is null then ? when throttle.failures + 1 >= 100 then 9007199254740991 when throttle.known_until_ms > ? then throttle.known_until_ms else ? end
  where (throttle.opens_at_ms <= ? or throttle.opens_at_ms - ? > case when throttle.account is null then 600000 else case when throttle.failures < 10 then 0 when throttle.failures < 11 then 30000 when throttle.failures < 12 then 60000 when throttle.failures < 13 then 120000 when throttle.failures < 14 then 240000 when throttle.failures < 15 then 480000 when throttle.failures < 16 then 960000 when throttle.failures < 17 then 1920000 else 3600000 end end) and not (not (throttle.account is null) and throttle.failures >= 100)
  returning "key";
commit;

-- locks.unlockAddress
begin immediate;
savepoint write_list;
update "throttle"
  set "failures" = ?, "opens_at_ms" = ?, "address" = ?
  where "address" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- throttle.sweep
begin immediate;
delete from "throttle"
  where ("key") in (select "key"
    from "throttle"
    where "expires_at_ms" < ?
    order by "expires_at_ms"
    limit ?);
commit;

-- sessions.open
begin immediate;
savepoint write_list;
insert into "sessions" ("id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- sessions.open after a password was hashed
begin immediate;
savepoint write_list;
insert into "sessions" ("id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = ?, "address" = ?
  where "key" = ? and "failures" > ?;
insert into "throttle" ("key", "account", "since_ms", "failures", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values (?, ?, ?, ?, ?, ?, ?)
  on conflict ("key") do update
  set "failures" = ?, "opens_at_ms" = ?, "known_until_ms" = ?, "expires_at_ms" = ?;
update "throttle"
  set "failures" = ?, "opens_at_ms" = ?, "address" = ?, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "key" = ?;
release write_list;
commit;

-- sessions.findStanding
pragma data_version;
select "state"."keys_version", "state"."epoch" as "epoch_now", "person"."username", "person"."scope" as "allowed_scope", "person"."epoch" as "user_epoch_now", "person"."disabled_at_ms", "client"."epoch" as "client_epoch_now", "client"."scope" as "client_scope_now", "session"."id", "session"."user_id", "session"."client_id", "session"."scope", "session"."counter", "session"."user_epoch", "session"."client_epoch", "session"."service_epoch", "session"."created_at_ms", "session"."rotated_at_ms", "session"."idle_ends_at_ms", "session"."ends_at_ms", "session"."ended_at_ms", "session"."end_reason", "session"."idempotency_hmac", "session"."address", "session"."device", "session"."refreshable"
  from "service_state" as "state"
  left join "sessions" as "session" on session.id = (? || '')
  left join "users" as "person" on "person"."id" = "session"."user_id"
  left join "clients" as "client" on "client"."id" = "session"."client_id" and "client"."disabled_at_ms" is null
  where "state"."id" = 1;

-- sessions.findStanding when nothing was written since
pragma data_version;

-- sessions.rotate
begin immediate;
update "sessions"
  set "counter" = ?, "rotated_at_ms" = ?, "idle_ends_at_ms" = ?, "idempotency_hmac" = ?
  where "id" = ? and counter = ? - 1 and ("ended_at_ms" is null and "idle_ends_at_ms" > ? and "ends_at_ms" > ? and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = ? or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1));
commit;

-- sessions.listAlive
select "id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable"
  from "sessions"
  where "user_id" = ? and ("ended_at_ms" is null and "idle_ends_at_ms" > ? and "ends_at_ms" > ? and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = ? or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "refreshable" desc, "rotated_at_ms" desc, "id"
  limit ?;

-- sessions.list
select "id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable"
  from "sessions"
  where "id" > ? and ("ended_at_ms" is null and "idle_ends_at_ms" > ? and "ends_at_ms" > ? and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = ? or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "id"
  limit ?;

-- sessions.list of a user and a client
select "id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable"
  from "sessions"
  where "id" > ? and "user_id" = ? and "client_id" = ? and ("ended_at_ms" is null and "idle_ends_at_ms" > ? and "ends_at_ms" > ? and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = ? or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "id"
  limit ?;

-- sessions.end
begin immediate;
savepoint write_list;
update "sessions"
  set "ended_at_ms" = ?, "end_reason" = ?
  where "id" = ? and "ended_at_ms" is null;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- sessions.sweep
begin immediate;
delete from "sessions"
  where ("id") in (select "id"
    from "sessions"
    where "ends_at_ms" < ?
    order by "ends_at_ms"
    limit ?);
commit;

-- inspection.findUntrimmed
select count(*) as "count"
  from "users"
  where trim(username, ' ') <> "username";
select "id"
  from "users"
  where trim(username, ' ') <> "username"
  order by "id"
  limit ?;

-- evictions.countByUser
select "user_id", count(*) as "count"
  from (select "user_id"
    from "sessions"
    where ended_at_ms is null and refreshable = 1 and "user_id" > ?
    order by "user_id"
    limit ?) as "page"
  group by "user_id"
  order by "user_id";

-- evictions.listUses
select "id", "rotated_at_ms"
  from "sessions"
  where ended_at_ms is null and refreshable = 1 and "user_id" = ? and "id" > ? and ("ended_at_ms" is null and "idle_ends_at_ms" > ? and "ends_at_ms" > ? and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = ? or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "id"
  limit ?;

-- evictions.evict
begin immediate;
savepoint write_list;
insert into events (type, at_ms, user_id, client_id, session_id, count)
  select 'session_evicted', cast(? as bigint), user_id, client_id, id, 1
  from sessions
  where ended_at_ms is null and (id, rotated_at_ms) in (select value ->> 0, value ->> 1
    from json_each(?))
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
update "sessions"
  set "ended_at_ms" = ?, "end_reason" = ?
  where ended_at_ms is null and (id, rotated_at_ms) in (select value ->> 0, value ->> 1
    from json_each(?));
release write_list;
commit;

-- users.changePassword by its owner
begin immediate;
savepoint write_list;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = ?, "one_time_secret_expires_at_ms" = ?, "password_hash" = ?, "password_changed_at_ms" = ?
  where "id" = ? and "password_hash" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
update "sessions"
  set "user_epoch" = (select "epoch"
    from "users"
    where "id" = ?)
  where "id" = ? and "user_id" = ? and "ended_at_ms" is null and "user_epoch" = (select epoch - 1 as "before"
    from "users"
    where "id" = ?);
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = ?, "address" = ?
  where "key" = ? and "failures" > ?;
insert into "throttle" ("key", "account", "since_ms", "failures", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values (?, ?, ?, ?, ?, ?, ?)
  on conflict ("key") do update
  set "failures" = ?, "opens_at_ms" = ?, "known_until_ms" = ?, "expires_at_ms" = ?;
update "throttle"
  set "failures" = ?, "opens_at_ms" = ?, "address" = ?, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "key" = ?;
release write_list;
commit;

-- users.changePassword by an operator
begin immediate;
savepoint write_list;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = ?, "one_time_secret_expires_at_ms" = ?, "password_hash" = ?, "password_changed_at_ms" = ?
  where "id" = ? and "password_hash" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- oneTimeSecrets.issue
begin immediate;
savepoint write_list;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = ?, "one_time_secret_expires_at_ms" = ?, "password_hash" = ?, "password_changed_at_ms" = ?
  where "id" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- oneTimeSecrets.find
select "id", "username", "one_time_secret_hmac" as "hmac", "one_time_secret_expires_at_ms" as "expires_at_ms"
  from "users"
  where "username_key" = ? and "disabled_at_ms" is null;

-- oneTimeSecrets.use
begin immediate;
savepoint write_list;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = ?, "one_time_secret_expires_at_ms" = ?, "password_hash" = ?, "password_changed_at_ms" = ?
  where "id" = ? and "disabled_at_ms" is null and "one_time_secret_hmac" = ? and "one_time_secret_expires_at_ms" > ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
update "throttle"
  set "failures" = ?, "opens_at_ms" = ?, "address" = ?, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "account" = ? and "failures" > ?;
release write_list;
commit;

-- imports.taken
select "username_key"
  from "users"
  where "username_key" in (?);

-- imports.createMany
begin immediate;
savepoint write_list;
insert into "users" ("id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict ("username_key") do nothing
  returning "id";
insert into "events" ("type", "at_ms", "user_id", "actor", "count", "detail")
  select 'user_created' as "type", "created_at_ms", "id", ? as "actor", 1 as "count", json_object('scope', scope) as "detail"
  from "users"
  where "id" in (?);
release write_list;
commit;

-- clients.create
begin immediate;
savepoint write_list;
insert into "clients" ("id", "confidential", "grants", "scope", "audiences", "identifiers", "auth_methods", "jwks", "assertion_audience", "assertion_max_seconds", "epoch", "created_at_ms", "disabled_at_ms")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict ("id") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
insert into "client_secrets" ("client_id", "id", "hmac", "created_at_ms", "expires_at_ms")
  values (?, ?, ?, ?, ?);
release write_list;
commit;

-- clients.find
pragma data_version;
select "client"."id", "client"."confidential", "client"."grants", "client"."scope", "client"."audiences", "client"."identifiers", "client"."auth_methods", "client"."jwks", "client"."assertion_audience", "client"."assertion_max_seconds", "client"."epoch", "client"."created_at_ms", "client"."disabled_at_ms", "secret"."id" as "secret_id", "secret"."hmac" as "secret_hmac", "secret"."created_at_ms" as "secret_created_at_ms", "secret"."expires_at_ms" as "secret_expires_at_ms"
  from "clients" as "client"
  left join "client_secrets" as "secret" on "secret"."client_id" = "client"."id"
  where client.id = (? || '');

-- clients.list
select "id", "confidential", "grants", "scope", "audiences", "identifiers", "auth_methods", "jwks", "assertion_audience", "assertion_max_seconds", "epoch", "created_at_ms", "disabled_at_ms"
  from "clients"
  where "id" > ?
  order by "id"
  limit ?;

-- clients.change
begin immediate;
savepoint write_list;
update "clients"
  set "scope" = ?, "disabled_at_ms" = ?, "epoch" = epoch + 1
  where "id" = ? and ("id" is not distinct
    from ? and "confidential" is not distinct
    from ? and "grants" is not distinct
    from ? and "scope" is not distinct
    from ? and "audiences" is not distinct
    from ? and "identifiers" is not distinct
    from ? and "auth_methods" is not distinct
    from ? and "jwks" is not distinct
    from ? and "assertion_audience" is not distinct
    from ? and "assertion_max_seconds" is not distinct
    from ? and "epoch" is not distinct
    from ? and "created_at_ms" is not distinct
    from ? and "disabled_at_ms" is not distinct
    from ?)
  returning "id", "confidential", "grants", "scope", "audiences", "identifiers", "auth_methods", "jwks", "assertion_audience", "assertion_max_seconds", "epoch", "created_at_ms", "disabled_at_ms";
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- clients.rotateSecret
begin immediate;
savepoint write_list;
update "clients"
  set "created_at_ms" = created_at_ms
  where "id" = ?;
delete from "client_secrets"
  where "client_id" = ? and "id" not in (select "id"
    from "client_secrets"
    where "client_id" = ?
    order by expires_at_ms is null desc, "created_at_ms" desc, "id"
    limit ?)
  returning "id", "hmac", "created_at_ms", "expires_at_ms";
update "client_secrets"
  set "expires_at_ms" = ?
  where "client_id" = ? and ("expires_at_ms" is null or "expires_at_ms" > ?);
insert into "client_secrets" ("client_id", "id", "hmac", "created_at_ms", "expires_at_ms")
  values (?, ?, ?, ?, ?);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- clients.rotateSecret at once
begin immediate;
savepoint write_list;
update "clients"
  set "created_at_ms" = created_at_ms
  where "id" = ?;
delete from "client_secrets"
  where "client_id" = ?
  returning "id", "hmac", "created_at_ms", "expires_at_ms";
insert into "client_secrets" ("client_id", "id", "hmac", "created_at_ms", "expires_at_ms")
  values (?, ?, ?, ?, ?);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- clients.rekeySecret
begin immediate;
update "client_secrets"
  set "hmac" = ?
  where "id" = ? and "hmac" = ?;
commit;

-- clients.listKeyedOtherwise
select distinct "client_id"
  from "client_secrets"
  where ("expires_at_ms" is null or "expires_at_ms" > ?) and substr(hmac, 1, 4) <> ?
  order by "client_id";

-- clients.rememberAssertion
begin immediate;
insert into "client_assertions" ("client_id", "jti", "expires_at_ms")
  values (?, ?, ?)
  on conflict ("client_id", "jti") do nothing;
commit;

-- clients.sweepAssertions
begin immediate;
delete from "client_assertions"
  where ("client_id", "jti") in (select "client_id", "jti"
    from "client_assertions"
    where "expires_at_ms" < ?
    order by "expires_at_ms"
    limit ?);
commit;

-- clients.delete
begin immediate;
savepoint write_list;
delete from "clients"
  where "id" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
delete from "client_secrets"
  where "client_id" = ?;
release write_list;
commit;

-- revokedTokens.findServiceTokenLife
select "state"."keys_version", "client"."epoch" as "client_epoch", "client"."scope" as "client_scope", "revoked"."jti" as "revoked_jti"
  from "service_state" as "state"
  left join "clients" as "client" on "client"."id" = ? and "client"."disabled_at_ms" is null
  left join "revoked_tokens" as "revoked" on "revoked"."jti" = ?
  where "state"."id" = 1;

-- revokedTokens.revoke
begin immediate;
savepoint write_list;
insert into "revoked_tokens" ("jti", "expires_at_ms")
  values (?, ?)
  on conflict ("jti") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- revokedTokens.sweepRevoked
begin immediate;
delete from "revoked_tokens"
  where ("jti") in (select "jti"
    from "revoked_tokens"
    where "expires_at_ms" < ?
    order by "expires_at_ms"
    limit ?);
commit;

-- events.record
begin immediate;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- events.list
select "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail"
  from "events"
  where 1 = 1
  order by "at_ms" desc, "id" desc
  limit ?;

-- events.list of some, further on
select "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail"
  from "events"
  where ("at_ms", "id") < (?, ?) and ("type" = ? and "user_id" = ? and "client_id" = ? and "at_ms" >= ? and "at_ms" < ?)
  order by "at_ms" desc, "id" desc
  limit ?;

-- events.sweep
begin immediate;
delete from "events"
  where ("id") in (select "id"
    from "events"
    where "at_ms" < ?
    order by "at_ms"
    limit ?);
commit;

-- feed.settle

-- feed.end
select 0 as "transaction_id", (select coalesce(max(id), 0)
    from events) as "event_id";

-- feed.listAfter
select "transaction_id", "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail"
  from "events"
  where "id" > ?
  order by "id"
  limit ?;

-- receivers.adopt
begin immediate;
insert into "event_receivers" ("name", "target", "transaction_id", "event_id", "refused_since_ms", "lease_holder", "lease_until_ms")
  values (?, ?, 0, (select coalesce(max(id), 0)
      from events), ?, ?, ?)
  on conflict ("name") do update
  set "target" = ?, "transaction_id" = 0, "event_id" = (select coalesce(max(id), 0)
    from events), "refused_since_ms" = ?, "lease_holder" = ?, "lease_until_ms" = ?
  where "event_receivers"."target" <> ?;
commit;

-- receivers.take
begin immediate;
update "event_receivers"
  set "lease_holder" = ?, "lease_until_ms" = ?
  where "name" = ? and "target" = ? and ("lease_holder" = ? or "lease_until_ms" < ?)
  returning "transaction_id", "event_id", "refused_since_ms";
commit;

-- receivers.save
begin immediate;
update "event_receivers"
  set "transaction_id" = ?, "event_id" = ?, "refused_since_ms" = ?
  where "name" = ? and "lease_holder" = ?;
commit;

-- receivers.release
begin immediate;
update "event_receivers"
  set "lease_holder" = ?, "lease_until_ms" = ?
  where "name" = ? and "lease_holder" = ?;
commit;

-- keys.change
begin immediate;
savepoint write_list;
update "service_state"
  set "keys_version" = keys_version + 1
  where "id" = 1 and "keys_version" = ?;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
delete from "signing_keys"
  where "kid" = ?;
insert into "signing_keys" ("kid", "alg", "public_jwk", "sealed_private_jwk", "published_at_ms", "signs_from_ms")
  values (?, ?, ?, ?, ?, ?);
update "signing_keys"
  set "signs_from_ms" = ?
  where "kid" = ?;
update "signing_keys"
  set "sealed_private_jwk" = ?
  where "kid" = ?;
release write_list;
commit;

-- keys.load
select "state"."keys_version", "kid", "alg", "public_jwk", "sealed_private_jwk", "published_at_ms", "signs_from_ms"
  from "service_state" as "state"
  left join "signing_keys" as "key" on true
  where "state"."id" = 1
  order by "published_at_ms", "kid";

-- keys.readVersion
pragma data_version;
select "keys_version"
  from "service_state"
  where "id" = 1;

-- keys.readVersion when nothing was written since
pragma data_version;

-- restoration.restore
begin immediate;
savepoint write_list;
update "service_state"
  set "epoch" = epoch + ?, "keys_version" = keys_version + ?
  where "id" = 1 and "keys_version" = ?
  returning "epoch";
delete from "signing_keys";
insert into "signing_keys" ("kid", "alg", "public_jwk", "sealed_private_jwk", "published_at_ms", "signs_from_ms")
  values (?, ?, ?, ?, ?, ?);
update "users"
  set "one_time_secret_hmac" = ?, "one_time_secret_expires_at_ms" = ?
  where "one_time_secret_hmac" is not null;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
release write_list;
commit;

-- limits.read
select "account_failures", "address_failures", "first_delay_ms"
  from "throttle_limits"
  where "id" = 1;

-- limits.keep
begin immediate;
update "throttle_limits"
  set "account_failures" = ?, "address_failures" = ?, "first_delay_ms" = ?
  where "id" = 1;
commit;

-- record.read
select "issuer", "dev_at_ms"
  from "service_state"
  where "id" = 1;

-- record.keepIssuer
begin immediate;
update "service_state"
  set "issuer" = ?
  where "id" = 1;
commit;

-- record.markDev
begin immediate;
update "service_state"
  set "dev_at_ms" = ?
  where "id" = 1;
commit;

-- state.read
select "epoch", "keys_version"
  from "service_state"
  where "id" = 1;

-- state.expectWritable
