internal import HTTP

extension RequestContext {
  /// Says that an answer may not be kept where it is somebody's own: what those get who are signed
  /// in, what a change answers, what sets a cookie. A browser or a phone would keep it after the
  /// sign-out (RFC 9111, 4.2.2). With an `ETag` it may be kept and asked about. An answer that says
  /// itself how it may be kept is left alone.
  func forbidKeeping(_ response: inout HTTPResponse) {
    guard let endpoint else { return }
    let isPersonal =
      endpoint.isPersonal || principal != nil || response.headers.contains("Set-Cookie")
    guard isPersonal, !response.headers.contains("Cache-Control") else { return }
    let isVersioned = response.headers.contains("ETag")
    response.headers.add("Cache-Control", isVersioned ? "private, no-cache" : "no-store")
  }
}
