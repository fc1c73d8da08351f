extension HTTPRequest {
  /// Reads one complete head of a request without a body, as a connection does.
  ///
  /// - Parameter head: the octets up to and with the empty line.
  /// - Throws: `HTTPFailure` where a connection would refuse it.
  @_spi(Measurement)
  public init(
    head: [UInt8], limits: HTTPServerConfiguration, remoteAddress: String
  ) throws(HTTPFailure) {
    let parsed = try HeadParser.parse(head, limits: limits.limits)
    self.init(
      head: parsed.head, method: parsed.method, body: .none, remoteAddress: remoteAddress)
  }
}
