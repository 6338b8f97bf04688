#!/usr/bin/env escript
%% plain.escript VECTORS ID…: prints whether Erlang's jose accepts each token with only a key and its algorithm.

main([Path | Ids]) ->
    {ok, _} = application:ensure_all_started(jose),
    {ok, Version} = application:get_key(jose, vsn),
    io:format("version ~s~n", [Version]),
    {ok, Json} = file:read_file(Path),
    #{<<"jwks">> := #{<<"keys">> := Jwks}, <<"vectors">> := Vectors} = jiffy:decode(Json, [return_maps]),
    Keys = maps:from_list([{Kid, {Alg, jose_jwk:from_map(Jwk)}} || #{<<"kid">> := Kid, <<"alg">> := Alg} = Jwk <- Jwks]),
    [io:format("~s ~s~n", [Id, answer(Token, Keys)]) ||
        #{<<"id">> := Id, <<"token">> := Token} <- Vectors, lists:member(binary_to_list(Id), Ids)].

answer(Token, Keys) ->
    #{<<"kid">> := Kid} = jiffy:decode(jose_jws:peek_protected(Token), [return_maps]),
    #{Kid := {Alg, Key}} = Keys,
    case jose_jwt:verify_strict(Key, [Alg], Token) of
        {true, _, _} -> "takes";
        {false, _, _} -> "refuses"
    end.
