module stepyard.dev/test/tls-engine

go 1.24
