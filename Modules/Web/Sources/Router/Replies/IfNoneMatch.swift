internal import HTTP

extension HTTPResponse {
  /// Nothing, in place of a version that the caller has already (RFC 9110, 13.1.2). Tags are
  /// compared weakly; a field that is malformed asks for nothing.
  func unlessKnown(to request: HTTPRequest) -> HTTPResponse {
    guard status == 200, request.headers.contains("If-None-Match"), let own = headers["ETag"],
      case .tags(let tags)? = IfMatch(parsing: own), let tag = tags.first,
      let known = IfMatch(parsing: request.headers.values("If-None-Match").joined(separator: ", "))
    else { return self }
    if case .tags(let tags) = known,
      !tags.contains(where: { $0.opaque.hasSameOctets(as: tag.opaque) })
    {
      return self
    }
    var headers = headers
    headers.remove("Content-Type")
    headers.remove("Content-Encoding")
    return HTTPResponse(status: 304, headers: headers)
  }
}
