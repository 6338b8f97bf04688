# answer.rb VECTORS: prints the answer of this folder's verify.rb to each golden vector, for count.mjs.
require "json"
require "./verify"

def answer(vector, keys)
  # Skipped: frameworks read the request, the clock cannot be set, and ruby-jwt has no EdDSA of its own.
  return "skip" if vector["kind"] == "request" || vector["exactClock"] || vector["id"] == "good-eddsa"
  claims = verify(vector["token"], keys)
  return "403" unless (vector.fetch("scope", "").split - claims["scope"].split).empty?
  claims == vector["expected"].fetch("claims", claims) ? "200" : "401"
rescue StandardError
  "401"
end

vectors = JSON.parse(File.read(ARGV[0], encoding: "UTF-8"))
keys = keys_of(vectors["jwks"])
vectors["vectors"].each { |vector| puts "#{vector["id"]} #{answer(vector, keys)}" }
