import Testing

/// The tests that speak to a server from outside. One at a time, since some of them count what the
/// process holds.
@Suite("HTTP over sockets", .serialized, .mayBlock)
enum OverSockets {}
