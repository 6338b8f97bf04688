-- What each method of each store sends to PostgreSQL, in the order in which it is sent.
-- Written by: npx vitest run -u test/data/statements.test.ts

-- users.create
start transaction isolation level read committed;
insert into "users" ("id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict ("username_key") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- users.create with a one-time secret
start transaction isolation level read committed;
insert into "users" ("id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms", "one_time_secret_hmac", "one_time_secret_expires_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  on conflict ("username_key") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9), ($10, $11, $12, $13, $14, $15, $16, $17, $18)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- users.findById
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "id" = $1;

-- users.findByUsernameKey
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" = $1;

-- users.list
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" > $1
  order by "username_key"
  limit $2;

-- users.list by prefix
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" >= $1 and "username_key" < $2
  order by "username_key"
  limit $3;

-- users.list by prefix, a later page
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" > $1 and "username_key" < $2
  order by "username_key"
  limit $3;

-- users.list of one name
select "id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms"
  from "users"
  where "username_key" > $1 and "username_key" = $2
  order by "username_key"
  limit $3;

-- users.replaceHash
update "users"
  set "password_hash" = $1
  where "id" = $2 and "password_hash" = $3;

-- users.change of the scope
start transaction isolation level read committed;
insert into "events" ("type", "at_ms", "user_id", "actor", "address", "count", "detail")
  select 'user_changed' as "type", cast($1 as bigint) as "at_ms", "id", cast($2 as text) as "actor", cast($3 as text) as "address", 1 as "count", json_build_object('scope', cast($4 as text), 'previous_scope', scope)::text as "detail"
  from "users"
  where "id" = $5 for update;
update "users"
  set "scope" = $1
  where "id" = $2;
commit;

-- users.change that disables
start transaction isolation level read committed;
update "users"
  set "disabled_at_ms" = $1, "epoch" = epoch + 1
  where "id" = $2;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- users.endSessions
start transaction isolation level read committed;
update "users"
  set "epoch" = epoch + 1
  where "id" = $1;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- users.delete
select "username"
  from "users"
  where "id" = $1;
start transaction isolation level read committed;
delete from "users"
  where "id" = $1;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- throttle.read
select "account_failures", "address_failures", "first_delay_ms", "key", "failures", "opens_at_ms", "known_until_ms"
  from "throttle_limits" as "limits"
  left join "throttle" as "bucket" on "bucket"."key" in (($1 || ''), ($2 || ''))
  where "limits"."id" = 1;

-- throttle.count
insert into "throttle" ("key", "account", "failures", "since_ms", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7), ($8, $9, $10, $11, $12, $13, $14)
  on conflict ("key") do update
  set "failures" = case when throttle.account is null and (throttle.since_ms <= $15 or throttle.since_ms > $16) then 1 else throttle.failures + 1 end, "address" = case when throttle.account is null and throttle.failures + 1 >= 50 and not (throttle.account is null and (throttle.since_ms <= $17 or throttle.since_ms > $18)) then cast($19 as text) end, "since_ms" = case when throttle.account is null and (throttle.since_ms <= $20 or throttle.since_ms > $21) then $22 else throttle.since_ms end, "opens_at_ms" = case when throttle.account is null then case when throttle.failures + 1 >= 50 and not (throttle.account is null and (throttle.since_ms <= $23 or throttle.since_ms > $24)) then throttle.since_ms + 600000 else 0 end else case when throttle.failures + 1 >= 100 then 9007199254740991 when case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end = 0 then 0 else case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end + cast($25 as bigint) end end, "expires_at_ms" = case when throttle.account is null then $26 when throttle.failures + 1 >= 100 then 9007199254740991 when throttle.known_until_ms > $27 then throttle.known_until_ms else $28 end
  where (throttle.opens_at_ms <= $29 or throttle.opens_at_ms - $30 > case when throttle.account is null then 600000 else case when throttle.failures < 10 then 0 when throttle.failures < 11 then 30000 when throttle.failures < 12 then 60000 when throttle.failures < 13 then 120000 when throttle.failures < 14 then 240000 when throttle.failures < 15 then 480000 when throttle.failures < 16 then 960000 when throttle.failures < 17 then 1920000 else 3600000 end end) and not (not (throttle.account is null) and throttle.failures >= 100)
  returning "key";

-- locks.read
select "account_failures", "address_failures", "first_delay_ms", "key", "failures", "opens_at_ms", "known_until_ms"
  from "throttle_limits" as "limits"
  left join "throttle" as "bucket" on "bucket"."key" in (($1 || ''))
  where "limits"."id" = 1;

-- locks.listKnown
select "key", "failures", "opens_at_ms", "known_until_ms"
  from "throttle"
  where "account" = $1 and "failures" > $2 and "known_until_ms" > $3
  order by "opens_at_ms" desc, "failures" desc
  limit $4;

-- locks.unlockAccount
start transaction isolation level read committed;
update "throttle"
  set "failures" = $1, "opens_at_ms" = $2, "address" = $3, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "account" = $4 and "failures" > $5;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- locks.listAddresses
select "key", "failures", "opens_at_ms", "known_until_ms", "address"
  from "throttle"
  where "address" is not null and "key" > $1
  order by "key"
  limit $2;

-- locks.findAddress
select "key", "failures", "opens_at_ms", "known_until_ms", "address"
  from "throttle"
  where "address" is not null and ("key" = $1 or "address" = $2);

-- locks.countShutNames
select count(*) as "count"
  from "throttle"
  where opens_at_ms > 0 and "account" is not null and "known_until_ms" is null and not (throttle.opens_at_ms <= $1 or throttle.opens_at_ms - $2 > case when throttle.account is null then 600000 else case when throttle.failures < 10 then 0 when throttle.failures < 11 then 30000 when throttle.failures < 12 then 60000 when throttle.failures < 13 then 120000 when throttle.failures < 14 then 240000 when throttle.failures < 15 then 480000 when throttle.failures < 16 then 960000 when throttle.failures < 17 then 1920000 else 3600000 end end) and not (not (throttle.account is null) and throttle.failures >= 100);

-- throttle.giveBack
start transaction isolation level read committed;
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = $1, "address" = $2
  where "key" = $3 and "failures" > $4;
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = $1, "address" = $2
  where "key" = $3 and "failures" > $4;
commit;

-- throttle.forgetFailures
update "throttle"
  set "failures" = $1, "opens_at_ms" = $2, "address" = $3
  where "failures" > $4;

-- throttle.count for an address alone, which shuts it
insert into "throttle" ("key", "account", "failures", "since_ms", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict ("key") do update
  set "failures" = case when throttle.account is null and (throttle.since_ms <= $8 or throttle.since_ms > $9) then 1 else throttle.failures + 1 end, "address" = case when throttle.account is null and throttle.failures + 1 >= 1 and not (throttle.account is null and (throttle.since_ms <= $10 or throttle.since_ms > $11)) then cast($12 as text) end, "since_ms" = case when throttle.account is null and (throttle.since_ms <= $13 or throttle.since_ms > $14) then $15 else throttle.since_ms end, "opens_at_ms" = case when throttle.account is null then case when throttle.failures + 1 >= 1 and not (throttle.account is null and (throttle.since_ms <= $16 or throttle.since_ms > $17)) then throttle.since_ms + 600000 else 0 end else case when throttle.failures + 1 >= 100 then 9007199254740991 when case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end = 0 then 0 else case when throttle.failures + 1 < 10 then 0 when throttle.failures + 1 < 11 then 30000 when throttle.failures + 1 < 12 then 60000 when throttle.failures + 1 < 13 then 120000 when throttle.failures + 1 < 14 then 240000 when throttle.failures + 1 < 15 then 480000 when throttle.failures + 1 < 16 then 960000 when throttle.failures + 1 < 17 then 1920000 else 3600000 end + cast($18 as bigint) end end, "expires_at_ms" = case when throttle.account is null then $19 when throttle.failures + 1 >= 100 then 9007199254740991 when throttle.known_until_ms > $20 then throttle.known_until_ms else $21 end
  where (throttle.opens_at_ms <= $22 or throttle.opens_at_ms - $23 > case when throttle.account is null then 600000 else case when throttle.failures < 10 then 0 when throttle.failures < 11 then 30000 when throttle.failures < 12 then 60000 when throttle.failures < 13 then 120000 when throttle.failures < 14 then 240000 when throttle.failures < 15 then 480000 when throttle.failures < 16 then 960000 when throttle.failures < 17 then 1920000 else 3600000 end end) and not (not (throttle.account is null) and throttle.failures >= 100)
  returning "key";

-- locks.unlockAddress
start transaction isolation level read committed;
update "throttle"
  set "failures" = $1, "opens_at_ms" = $2, "address" = $3
  where "address" = $4;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- throttle.sweep
delete from "throttle"
  where ctid = any(array(select ctid
      from "throttle"
      where "expires_at_ms" < $1
      order by "expires_at_ms"
      limit $2 for update skip locked));

-- sessions.open
start transaction isolation level read committed;
insert into "sessions" ("id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- sessions.open after a password was hashed
start transaction isolation level read committed;
insert into "sessions" ("id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = $1, "address" = $2
  where "key" = $3 and "failures" > $4;
insert into "throttle" ("key", "account", "since_ms", "failures", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict ("key") do update
  set "failures" = $8, "opens_at_ms" = $9, "known_until_ms" = $10, "expires_at_ms" = $11;
update "throttle"
  set "failures" = $1, "opens_at_ms" = $2, "address" = $3, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "key" = $4;
commit;

-- sessions.findStanding
select "state"."keys_version", "state"."epoch" as "epoch_now", "person"."username", "person"."scope" as "allowed_scope", "person"."epoch" as "user_epoch_now", "person"."disabled_at_ms", "client"."epoch" as "client_epoch_now", "client"."scope" as "client_scope_now", "session"."id", "session"."user_id", "session"."client_id", "session"."scope", "session"."counter", "session"."user_epoch", "session"."client_epoch", "session"."service_epoch", "session"."created_at_ms", "session"."rotated_at_ms", "session"."idle_ends_at_ms", "session"."ends_at_ms", "session"."ended_at_ms", "session"."end_reason", "session"."idempotency_hmac", "session"."address", "session"."device", "session"."refreshable"
  from "service_state" as "state"
  left join "sessions" as "session" on session.id = any((select $1::text[])::text[])
  left join "users" as "person" on "person"."id" = "session"."user_id"
  left join "clients" as "client" on "client"."id" = "session"."client_id" and "client"."disabled_at_ms" is null
  where "state"."id" = 1;

-- sessions.findStanding when nothing was written since
select "state"."keys_version", "state"."epoch" as "epoch_now", "person"."username", "person"."scope" as "allowed_scope", "person"."epoch" as "user_epoch_now", "person"."disabled_at_ms", "client"."epoch" as "client_epoch_now", "client"."scope" as "client_scope_now", "session"."id", "session"."user_id", "session"."client_id", "session"."scope", "session"."counter", "session"."user_epoch", "session"."client_epoch", "session"."service_epoch", "session"."created_at_ms", "session"."rotated_at_ms", "session"."idle_ends_at_ms", "session"."ends_at_ms", "session"."ended_at_ms", "session"."end_reason", "session"."idempotency_hmac", "session"."address", "session"."device", "session"."refreshable"
  from "service_state" as "state"
  left join "sessions" as "session" on session.id = any((select $1::text[])::text[])
  left join "users" as "person" on "person"."id" = "session"."user_id"
  left join "clients" as "client" on "client"."id" = "session"."client_id" and "client"."disabled_at_ms" is null
  where "state"."id" = 1;

-- sessions.rotate
update "sessions"
  set "counter" = "next_counter", "rotated_at_ms" = "used_at_ms", "idle_ends_at_ms" = "next_idle_ends_at_ms", "idempotency_hmac" = "next_hmac"
  from unnest((select $1::text[])::text[], (select $2::bigint[])::bigint[], (select $3::bigint[])::bigint[], (select $4::bigint[])::bigint[], (select $5::text[])::text[]) as successor (session_id, next_counter, used_at_ms, next_idle_ends_at_ms, next_hmac)
  where "id" = "session_id" and counter = next_counter - 1 and ("ended_at_ms" is null and "idle_ends_at_ms" > "used_at_ms" and "ends_at_ms" > "used_at_ms" and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = $6 or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  returning "id";

-- sessions.listAlive
select "id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable"
  from "sessions"
  where "user_id" = $1 and ("ended_at_ms" is null and "idle_ends_at_ms" > $2 and "ends_at_ms" > $3 and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = $4 or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "refreshable" desc, "rotated_at_ms" desc, "id"
  limit $5;

-- sessions.list
select "id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable"
  from "sessions"
  where "id" > $1 and ("ended_at_ms" is null and "idle_ends_at_ms" > $2 and "ends_at_ms" > $3 and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = $4 or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "id"
  limit $5;

-- sessions.list of a user and a client
select "id", "user_id", "client_id", "scope", "counter", "user_epoch", "client_epoch", "service_epoch", "created_at_ms", "rotated_at_ms", "idle_ends_at_ms", "ends_at_ms", "ended_at_ms", "end_reason", "idempotency_hmac", "address", "device", "refreshable"
  from "sessions"
  where "id" > $1 and "user_id" = $2 and "client_id" = $3 and ("ended_at_ms" is null and "idle_ends_at_ms" > $4 and "ends_at_ms" > $5 and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = $6 or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "id"
  limit $7;

-- sessions.end
start transaction isolation level read committed;
update "sessions"
  set "ended_at_ms" = $1, "end_reason" = $2
  where "id" = $3 and "ended_at_ms" is null;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- sessions.sweep
delete from "sessions"
  where ctid = any(array(select ctid
      from "sessions"
      where "ends_at_ms" < $1
      order by "ends_at_ms"
      limit $2 for update skip locked));

-- inspection.findUntrimmed
select count(*) as "count"
  from "users"
  where trim(username, ' ') <> "username";
select "id"
  from "users"
  where trim(username, ' ') <> "username"
  order by "id"
  limit $1;

-- evictions.countByUser
select "user_id", count(*) as "count"
  from (select "user_id"
    from "sessions"
    where ended_at_ms is null and refreshable = 1 and "user_id" > $1
    order by "user_id"
    limit $2) as "page"
  group by "user_id"
  order by "user_id";

-- evictions.listUses
select "id", "rotated_at_ms"
  from "sessions"
  where ended_at_ms is null and refreshable = 1 and "user_id" = $1 and "id" > $2 and ("ended_at_ms" is null and "idle_ends_at_ms" > $3 and "ends_at_ms" > $4 and "user_epoch" = (select "epoch"
      from "users"
      where "users"."id" = "sessions"."user_id" and "disabled_at_ms" is null) and ("client_id" = $5 or "client_epoch" = (select "clients"."epoch"
        from "clients"
        where "clients"."id" = "sessions"."client_id" and "clients"."disabled_at_ms" is null)) and "service_epoch" = (select "epoch"
      from "service_state"
      where "service_state"."id" = 1))
  order by "id"
  limit $6;

-- evictions.evict
start transaction isolation level read committed;
with wanted as (select *
    from unnest($1::text[], $2::bigint[]) as of_wanted (id, rotated_at_ms)), chosen as (select sessions.id
    from sessions join wanted on wanted.id = sessions.id and wanted.rotated_at_ms = sessions.rotated_at_ms
    where ended_at_ms is null
    order by sessions.id for update of sessions skip locked), ended as (update sessions
    set ended_at_ms = $3, end_reason = 'evicted'
    from chosen
    where chosen.id = sessions.id
    returning user_id, client_id, sessions.id) insert into events (type, at_ms, user_id, client_id, session_id, count)
  select 'session_evicted', cast($4 as bigint), user_id, client_id, id, 1
  from ended
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- users.changePassword by its owner
start transaction isolation level read committed;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = $1, "one_time_secret_expires_at_ms" = $2, "password_hash" = $3, "password_changed_at_ms" = $4
  where "id" = $5 and "password_hash" = $6;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
update "sessions"
  set "user_epoch" = (select "epoch"
    from "users"
    where "id" = $1)
  where "id" = $2 and "user_id" = $3 and "ended_at_ms" is null and "user_epoch" = (select epoch - 1 as "before"
    from "users"
    where "id" = $4);
update "throttle"
  set "failures" = failures - 1, "opens_at_ms" = $1, "address" = $2
  where "key" = $3 and "failures" > $4;
insert into "throttle" ("key", "account", "since_ms", "failures", "opens_at_ms", "known_until_ms", "expires_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict ("key") do update
  set "failures" = $8, "opens_at_ms" = $9, "known_until_ms" = $10, "expires_at_ms" = $11;
update "throttle"
  set "failures" = $1, "opens_at_ms" = $2, "address" = $3, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "key" = $4;
commit;

-- users.changePassword by an operator
start transaction isolation level read committed;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = $1, "one_time_secret_expires_at_ms" = $2, "password_hash" = $3, "password_changed_at_ms" = $4
  where "id" = $5 and "password_hash" = $6;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- oneTimeSecrets.issue
start transaction isolation level read committed;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = $1, "one_time_secret_expires_at_ms" = $2, "password_hash" = $3, "password_changed_at_ms" = $4
  where "id" = $5;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- oneTimeSecrets.find
select "id", "username", "one_time_secret_hmac" as "hmac", "one_time_secret_expires_at_ms" as "expires_at_ms"
  from "users"
  where "username_key" = $1 and "disabled_at_ms" is null;

-- oneTimeSecrets.use
start transaction isolation level read committed;
update "users"
  set "epoch" = epoch + 1, "one_time_secret_hmac" = $1, "one_time_secret_expires_at_ms" = $2, "password_hash" = $3, "password_changed_at_ms" = $4
  where "id" = $5 and "disabled_at_ms" is null and "one_time_secret_hmac" = $6 and "one_time_secret_expires_at_ms" > $7;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
update "throttle"
  set "failures" = $1, "opens_at_ms" = $2, "address" = $3, "expires_at_ms" = case when expires_at_ms = 9007199254740991 then coalesce(known_until_ms, 0) else expires_at_ms end
  where "account" = $4 and "failures" > $5;
commit;

-- imports.taken
select "username_key"
  from "users"
  where "username_key" in ($1);

-- imports.createMany
start transaction isolation level read committed;
insert into "users" ("id", "username", "username_key", "password_hash", "scope", "epoch", "created_at_ms", "password_changed_at_ms", "disabled_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict ("username_key") do nothing
  returning "id";
insert into "events" ("type", "at_ms", "user_id", "actor", "count", "detail")
  select 'user_created' as "type", "created_at_ms", "id", $1 as "actor", 1 as "count", json_build_object('scope', scope)::text as "detail"
  from "users"
  where "id" in ($2);
commit;

-- clients.create
start transaction isolation level read committed;
insert into "clients" ("id", "confidential", "grants", "scope", "audiences", "identifiers", "auth_methods", "jwks", "assertion_audience", "assertion_max_seconds", "epoch", "created_at_ms", "disabled_at_ms")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  on conflict ("id") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
insert into "client_secrets" ("client_id", "id", "hmac", "created_at_ms", "expires_at_ms")
  values ($1, $2, $3, $4, $5);
commit;

-- clients.find
select "client"."id", "client"."confidential", "client"."grants", "client"."scope", "client"."audiences", "client"."identifiers", "client"."auth_methods", "client"."jwks", "client"."assertion_audience", "client"."assertion_max_seconds", "client"."epoch", "client"."created_at_ms", "client"."disabled_at_ms", "secret"."id" as "secret_id", "secret"."hmac" as "secret_hmac", "secret"."created_at_ms" as "secret_created_at_ms", "secret"."expires_at_ms" as "secret_expires_at_ms"
  from "clients" as "client"
  left join "client_secrets" as "secret" on "secret"."client_id" = "client"."id"
  where client.id = any((select $1::text[])::text[]);

-- clients.list
select "id", "confidential", "grants", "scope", "audiences", "identifiers", "auth_methods", "jwks", "assertion_audience", "assertion_max_seconds", "epoch", "created_at_ms", "disabled_at_ms"
  from "clients"
  where "id" > $1
  order by "id"
  limit $2;

-- clients.change
start transaction isolation level read committed;
update "clients"
  set "scope" = $1, "disabled_at_ms" = $2, "epoch" = epoch + 1
  where "id" = $3 and ("id" is not distinct
    from $4 and "confidential" is not distinct
    from $5 and "grants" is not distinct
    from $6 and "scope" is not distinct
    from $7 and "audiences" is not distinct
    from $8 and "identifiers" is not distinct
    from $9 and "auth_methods" is not distinct
    from $10 and "jwks" is not distinct
    from $11 and "assertion_audience" is not distinct
    from $12 and "assertion_max_seconds" is not distinct
    from $13 and "epoch" is not distinct
    from $14 and "created_at_ms" is not distinct
    from $15 and "disabled_at_ms" is not distinct
    from $16)
  returning "id", "confidential", "grants", "scope", "audiences", "identifiers", "auth_methods", "jwks", "assertion_audience", "assertion_max_seconds", "epoch", "created_at_ms", "disabled_at_ms";
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9), ($10, $11, $12, $13, $14, $15, $16, $17, $18)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- clients.rotateSecret
start transaction isolation level read committed;
update "clients"
  set "created_at_ms" = created_at_ms
  where "id" = $1;
delete from "client_secrets"
  where "client_id" = $1 and "id" not in (select "id"
    from "client_secrets"
    where "client_id" = $2
    order by expires_at_ms is null desc, "created_at_ms" desc, "id"
    limit $3)
  returning "id", "hmac", "created_at_ms", "expires_at_ms";
update "client_secrets"
  set "expires_at_ms" = $1
  where "client_id" = $2 and ("expires_at_ms" is null or "expires_at_ms" > $3);
insert into "client_secrets" ("client_id", "id", "hmac", "created_at_ms", "expires_at_ms")
  values ($1, $2, $3, $4, $5);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- clients.rotateSecret at once
start transaction isolation level read committed;
update "clients"
  set "created_at_ms" = created_at_ms
  where "id" = $1;
delete from "client_secrets"
  where "client_id" = $1
  returning "id", "hmac", "created_at_ms", "expires_at_ms";
insert into "client_secrets" ("client_id", "id", "hmac", "created_at_ms", "expires_at_ms")
  values ($1, $2, $3, $4, $5);
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- clients.rekeySecret
update "client_secrets"
  set "hmac" = $1
  where "id" = $2 and "hmac" = $3;

-- clients.listKeyedOtherwise
select distinct "client_id"
  from "client_secrets"
  where ("expires_at_ms" is null or "expires_at_ms" > $1) and substr(hmac, 1, 4) <> $2
  order by "client_id";

-- clients.rememberAssertion
insert into "client_assertions" ("client_id", "jti", "expires_at_ms")
  values ($1, $2, $3)
  on conflict ("client_id", "jti") do nothing;

-- clients.sweepAssertions
delete from "client_assertions"
  where ctid = any(array(select ctid
      from "client_assertions"
      where "expires_at_ms" < $1
      order by "expires_at_ms"
      limit $2 for update skip locked));

-- clients.delete
start transaction isolation level read committed;
delete from "clients"
  where "id" = $1;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
delete from "client_secrets"
  where "client_id" = $1;
commit;

-- revokedTokens.findServiceTokenLife
select "state"."keys_version", "client"."epoch" as "client_epoch", "client"."scope" as "client_scope", "revoked"."jti" as "revoked_jti"
  from "service_state" as "state"
  left join "clients" as "client" on "client"."id" = $1 and "client"."disabled_at_ms" is null
  left join "revoked_tokens" as "revoked" on "revoked"."jti" = $2
  where "state"."id" = 1;

-- revokedTokens.revoke
start transaction isolation level read committed;
insert into "revoked_tokens" ("jti", "expires_at_ms")
  values ($1, $2)
  on conflict ("jti") do nothing;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- revokedTokens.sweepRevoked
delete from "revoked_tokens"
  where ctid = any(array(select ctid
      from "revoked_tokens"
      where "expires_at_ms" < $1
      order by "expires_at_ms"
      limit $2 for update skip locked));

-- events.record
start transaction isolation level read committed;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- events.list
select "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail"
  from "events"
  where 1 = 1
  order by "at_ms" desc, "id" desc
  limit $1;

-- events.list of some, further on
select "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail"
  from "events"
  where ("at_ms", "id") < ($1, $2) and ("type" = $3 and "user_id" = $4 and "client_id" = $5 and "at_ms" >= $6 and "at_ms" < $7)
  order by "at_ms" desc, "id" desc
  limit $8;

-- events.sweep
delete from "events"
  where ctid = any(array(select ctid
      from "events"
      where "at_ms" < $1
      order by "at_ms"
      limit $2 for update skip locked));

-- feed.settle
select "id"
  from "events"
  where "transaction_id" >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
  limit $1;

-- feed.end
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "transaction_id", 0 as "event_id";

-- feed.listAfter
select "transaction_id", "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail"
  from "events"
  where "transaction_id" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint and ("transaction_id", "id") > ($1, $2)
  order by "transaction_id", "id"
  limit $3;

-- receivers.adopt
insert into "event_receivers" ("name", "target", "transaction_id", "event_id", "refused_since_ms", "lease_holder", "lease_until_ms")
  values ($1, $2, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 0, $3, $4, $5)
  on conflict ("name") do update
  set "target" = $6, "transaction_id" = pg_snapshot_xmin(pg_current_snapshot())::text::bigint, "event_id" = 0, "refused_since_ms" = $7, "lease_holder" = $8, "lease_until_ms" = $9
  where "event_receivers"."target" <> $10;

-- receivers.take
update "event_receivers"
  set "lease_holder" = $1, "lease_until_ms" = $2
  where "name" = $3 and "target" = $4 and ("lease_holder" = $5 or "lease_until_ms" < $6)
  returning "transaction_id", "event_id", "refused_since_ms";

-- receivers.save
update "event_receivers"
  set "transaction_id" = $1, "event_id" = $2, "refused_since_ms" = $3
  where "name" = $4 and "lease_holder" = $5;

-- receivers.release
update "event_receivers"
  set "lease_holder" = $1, "lease_until_ms" = $2
  where "name" = $3 and "lease_holder" = $4;

-- keys.change
start transaction isolation level read committed;
update "service_state"
  set "keys_version" = keys_version + 1
  where "id" = 1 and "keys_version" = $1;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
delete from "signing_keys"
  where "kid" = $1;
insert into "signing_keys" ("kid", "alg", "public_jwk", "sealed_private_jwk", "published_at_ms", "signs_from_ms")
  values ($1, $2, $3, $4, $5, $6);
update "signing_keys"
  set "signs_from_ms" = $1
  where "kid" = $2;
update "signing_keys"
  set "sealed_private_jwk" = $1
  where "kid" = $2;
commit;

-- keys.load
select "state"."keys_version", "kid", "alg", "public_jwk", "sealed_private_jwk", "published_at_ms", "signs_from_ms"
  from "service_state" as "state"
  left join "signing_keys" as "key" on true
  where "state"."id" = 1
  order by "published_at_ms", "kid";

-- keys.readVersion
select "keys_version"
  from "service_state"
  where "id" = 1;

-- keys.readVersion when nothing was written since
select "keys_version"
  from "service_state"
  where "id" = 1;

-- restoration.restore
start transaction isolation level read committed;
update "service_state"
  set "epoch" = epoch + $1, "keys_version" = keys_version + $2
  where "id" = 1 and "keys_version" = $3
  returning "epoch";
delete from "signing_keys";
insert into "signing_keys" ("kid", "alg", "public_jwk", "sealed_private_jwk", "published_at_ms", "signs_from_ms")
  values ($1, $2, $3, $4, $5, $6);
update "users"
  set "one_time_secret_hmac" = $1, "one_time_secret_expires_at_ms" = $2
  where "one_time_secret_hmac" is not null;
insert into "events" ("type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail")
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning "id", "type", "at_ms", "user_id", "client_id", "session_id", "address", "actor", "count", "detail";
commit;

-- limits.read
select "account_failures", "address_failures", "first_delay_ms"
  from "throttle_limits"
  where "id" = 1;

-- limits.keep
update "throttle_limits"
  set "account_failures" = $1, "address_failures" = $2, "first_delay_ms" = $3
  where "id" = 1;

-- record.read
select "issuer", "dev_at_ms"
  from "service_state"
  where "id" = 1;

-- record.keepIssuer
update "service_state"
  set "issuer" = $1
  where "id" = 1;

-- record.markDev
update "service_state"
  set "dev_at_ms" = $1
  where "id" = 1;

-- state.read
select "epoch", "keys_version"
  from "service_state"
  where "id" = 1;

-- state.expectWritable
update "service_state"
  set "epoch" = epoch
  where false;
