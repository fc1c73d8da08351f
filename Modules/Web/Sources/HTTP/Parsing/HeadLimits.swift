/// The bounds of what is parsed, by themselves: a configuration's addresses and lists would be
/// counted with each copy, and several are made a request.
struct HeadLimits: Sendable {
  /// Octets of a head, its empty line included. Places in a head are kept in 16 bits, whatever is
  /// configured.
  let headBytes: Int
  /// Field lines of a head or of trailers.
  let maxFields: Int
  /// Octets of a request target.
  let maxTarget: Int
  /// Octets of a chunk's line, and of all trailers.
  let chunkLineBytes: Int
}

extension HTTPServerConfiguration {
  var limits: HeadLimits {
    HeadLimits(
      headBytes: min(headBytes, 65_535), maxFields: maxFields, maxTarget: maxTarget,
      chunkLineBytes: min(chunkLineBytes, 65_535))
  }
}
