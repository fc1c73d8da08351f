internal import Crypto
internal import HTTP
internal import Kernel
internal import Router

/// Content that stays the same as long as the server runs: made once, and compressed once.
///
/// Both forms are kept, so that no answer makes bytes of its own: all answers share them, however
/// slowly they are read.
struct FixedContent: Sendable {
  private let plain: HTTPResponse
  /// Nil where compressing saves nothing.
  private let compressed: HTTPResponse?

  /// Content of a media type.
  ///
  /// - Parameters:
  ///   - bytes: the content.
  ///   - type: its media type.
  ///   - headers: what its answers carry beyond the fields about the content.
  init(_ bytes: [UInt8], type: String, headers: [(String, String)] = []) {
    let digest = Hex.encode(Array(SHA256.hash(bytes).prefix(8)))
    func answer(_ bytes: [UInt8], _ tag: ETag, coding: String?) -> HTTPResponse {
      var response = HTTPResponse(status: 200, body: .bytes(bytes))
      response.sharesBody = true
      response.headers.add("Content-Type", type)
      if let coding { response.headers.add("Content-Encoding", coding) }
      response.headers.add("Cache-Control", "no-cache")
      response.headers.add("Vary", "Accept-Encoding")
      response.headers.add("ETag", tag.description)
      for (name, value) in headers { response.headers.add(name, value) }
      return response
    }
    plain = answer(bytes, ETag(digest), coding: nil)
    // Two forms are two sequences of bytes, and a strong tag stands for one (RFC 9110, 8.8.3.3).
    compressed = Gzip.compress(bytes)
      .flatMap { $0.count < bytes.count ? $0 : nil }
      .map { answer($0, ETag(digest + "-gzip"), coding: "gzip") }
  }

  /// The content as an answer, compressed for those who accept it.
  func response(to request: HTTPRequest) -> HTTPResponse {
    guard let compressed, AcceptEncoding.takesGzip(request.headers) else { return plain }
    return compressed
  }
}
