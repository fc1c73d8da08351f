import Testing

/// The tests that speak to a server from outside. One at a time: their clients block threads,
/// and Swift's pool has no more of them than the machine has cores.
@Suite("HTTP over sockets", .serialized)
enum OverSockets {}
