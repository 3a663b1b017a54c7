# syntax=docker/dockerfile:1
# Lamtoen is one static binary: courses, pages, fonts and the agency list are embedded in it.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/lamtoen ./cmd/lamtoen \
 && /out/lamtoen content check

# The static image has no shell and runs as uid 65532.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/lamtoen /lamtoen
COPY --from=build /src/LICENSE /LICENSE
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["/lamtoen", "health"]
ENTRYPOINT ["/lamtoen"]
CMD ["serve"]
