module openapi

go 1.26.0
