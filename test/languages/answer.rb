# answer.rb VECTORS: what the verify.rb of this folder answers to each golden vector, for count.mjs.
require "json"
require "./verify"

def answer(vector, keys)
  # How a request carries its token is the framework's business; the clock cannot be set; ruby-jwt has no
  # EdDSA by itself.
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
