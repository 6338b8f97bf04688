#!/usr/bin/env escript
%% answer.escript VECTORS: prints the answer of this folder's verify.erl to each golden vector, for count.mjs.

main([Path]) ->
    {ok, verify, Module} = compile:file("verify.erl", [binary, report]),
    {module, verify} = code:load_binary(verify, "verify.erl", Module),
    {ok, _} = application:ensure_all_started(jose),
    {ok, Json} = file:read_file(Path),
    #{<<"jwks">> := Jwks, <<"vectors">> := Vectors} = jiffy:decode(Json, [return_maps]),
    Keys = verify:keys_of(Jwks),
    [io:format("~s ~s~n", [Id, answer(Vector, Keys)]) || #{<<"id">> := Id} = Vector <- Vectors].

%% Skipped: frameworks read the request, and the clock cannot be set.
answer(#{<<"kind">> := <<"request">>}, _) -> "skip";
answer(#{<<"exactClock">> := true}, _) -> "skip";
answer(#{<<"token">> := Token, <<"expected">> := Expected} = Vector, Keys) ->
    try verify:verify(Token, Keys) of
        #{<<"scope">> := Scope} = Claims ->
            Needed = words(maps:get(<<"scope">>, Vector, <<>>)),
            case {Needed -- words(Scope), maps:get(<<"claims">>, Expected, Claims)} of
                {[], Claims} -> "200";
                {[], _} -> "401";
                _ -> "403"
            end
    catch
        _:_ -> "401"
    end.

words(Text) -> string:lexemes(Text, " ").
