# plain.rb VECTORS ID…: prints whether ruby-jwt accepts each token with only the keys and the algorithms.
require "json"
require "jwt"

def takes(token, jwks)
  JWT.decode(token, nil, true, algorithms: %w[ES256 RS256 EdDSA], jwks: jwks)
  true
rescue JWT::DecodeError, JWT::JWKError
  false
end

vectors = JSON.parse(File.read(ARGV[0], encoding: "UTF-8"))
puts "version #{JWT::VERSION::STRING}"
vectors["vectors"].each do |vector|
  puts "#{vector["id"]} #{takes(vector["token"], vectors["jwks"]) ? "takes" : "refuses"}" if ARGV.include?(vector["id"])
end
