import CCurl

/// One request and its answer, as an easy handle of libcurl. Belongs to the loop's thread.
final class CurlExchange {
  let handle: UnsafeMutableRawPointer
  private let policy: AddressPolicy
  private let largestAnswer: Int
  private var fields: UnsafeMutablePointer<curl_slist>?
  private var headers: [(name: String, value: String)] = []
  private var headOctets = 0
  private var body: [UInt8] = []
  /// Why the exchange was broken off from this side.
  private var verdict: HTTPClientError?
  private var wasAddressRefused = false

  /// The largest head of an answer, all answers of a chain of redirects together, in octets.
  private static let largestHead = 65_536

  /// - Throws: what libcurl has against the request.
  init(_ request: HTTPClientRequest, to url: WebURL) throws(CurlError) {
    try CurlError.check(libcurlStarted)
    guard let handle = curl_easy_init() else { throw CurlError(CURLE_FAILED_INIT) }
    self.handle = handle
    policy = request.addresses
    largestAnswer = request.largestAnswer
    // From here on `deinit` cleans up, whatever is thrown.
    try setUp(to: url)
    try set(CURLOPT_URL, request.url)
    try setMethod(request)
    try setFields(request)
    try setRedirects(request)
    try setCallbacks()
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(fields)
  }

  /// What became of it.
  func outcome(_ code: CURLcode) -> Result<HTTPClientResponse, HTTPClientError> {
    if code == CURLE_OK {
      let status = Int(atrium_curl_status(handle))
      return .success(HTTPClientResponse(status: status, headers: headers, body: body))
    }
    return .failure(verdict ?? error(code))
  }

  private func error(_ code: CURLcode) -> HTTPClientError {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_COULDNT_RESOLVE_HOST: .unresolved
    case CURLE_COULDNT_CONNECT: wasAddressRefused ? .addressRefused : .notConnected
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE:
      .tls
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: .interrupted
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_TOO_MANY_REDIRECTS,
      CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2, CURLE_LOGIN_DENIED, CURLE_URL_MALFORMAT:
      .malformedAnswer
    default: .failed(CurlError(code))
    }
  }

  // MARK: What libcurl is told

  private func set(_ option: CURLoption, _ number: Int) throws(CurlError) {
    try CurlError.check(atrium_curl_set_long(handle, option, number))
  }

  private func set(_ option: CURLoption, _ text: String) throws(CurlError) {
    try CurlError.check(atrium_curl_set_text(handle, option, text))
  }

  private func setUp(to url: WebURL) throws(CurlError) {
    // Signals are the program's own.
    try set(CURLOPT_NOSIGNAL, 1)
    // Who is given up while a name is being resolved leaves the resolver's thread behind, instead
    // of waiting for it on the loop.
    try set(CURLOPT_QUICK_EXIT, 1)
    // A proxy of the environment would connect where no filter looks.
    try set(CURLOPT_PROXY, "")
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    // One request a connection at a time, so that limits mean what they say.
    try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    try set(CURLOPT_USERAGENT, "atrium")
  }

  private func setMethod(_ request: HTTPClientRequest) throws(CurlError) {
    switch request.method {
    case "GET" where request.body.isEmpty: try set(CURLOPT_HTTPGET, 1)
    case "HEAD": try set(CURLOPT_NOBODY, 1)
    default:
      // On a kept connection that dies before an answer curl sends a request once more by itself.
      if !request.isRepeatable { try set(CURLOPT_FRESH_CONNECT, 1) }
      try set(CURLOPT_POST, 1)
      try set(CURLOPT_CUSTOMREQUEST, request.method)
      try CurlError.check(atrium_curl_set_body(handle, request.body, request.body.count))
    }
  }

  private func setFields(_ request: HTTPClientRequest) throws(CurlError) {
    // Nobody is asked whether a body is welcome, and no media type is made up.
    var lines = ["Expect:"]
    if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      lines.append("Content-Type:")
    }
    // A name without a value ends in a semicolon here.
    lines += request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    for line in lines {
      guard let longer = curl_slist_append(fields, line) else {
        throw CurlError(CURLE_OUT_OF_MEMORY)
      }
      fields = longer
    }
    try CurlError.check(atrium_curl_set_list(handle, CURLOPT_HTTPHEADER, fields))
  }

  private func setRedirects(_ request: HTTPClientRequest) throws(CurlError) {
    guard case .followed(let most) = request.redirects, ["GET", "HEAD"].contains(request.method)
    else { return }
    try set(CURLOPT_FOLLOWLOCATION, 1)
    try set(CURLOPT_MAXREDIRS, max(0, most))
    let isSecure = request.url.prefix(6).lowercased() == "https:"
    try set(CURLOPT_REDIR_PROTOCOLS_STR, isSecure ? "https" : "http,https")
  }

  private func setCallbacks() throws(CurlError) {
    // The exchange outlives every call: the handle is its own.
    let context = Unmanaged.passUnretained(self).toOpaque()
    try CurlError.check(
      atrium_curl_set_callback(
        handle, CURLOPT_WRITEFUNCTION,
        { buffer, size, count, context in
          guard let buffer, let exchange = CurlExchange.behind(context) else { return 0 }
          return exchange.takeBody(UnsafeRawBufferPointer(start: buffer, count: size * count))
        }, CURLOPT_WRITEDATA, context))
    try CurlError.check(
      atrium_curl_set_callback(
        handle, CURLOPT_HEADERFUNCTION,
        { buffer, size, count, context in
          guard let buffer, let exchange = CurlExchange.behind(context) else { return 0 }
          return exchange.takeLine(UnsafeRawBufferPointer(start: buffer, count: size * count))
        }, CURLOPT_HEADERDATA, context))
    try CurlError.check(
      atrium_curl_set_opening(
        handle,
        { context, _, address in
          guard let address, let exchange = CurlExchange.behind(context) else {
            return CURL_SOCKET_BAD
          }
          return exchange.open(address)
        }, context))
  }

  private static func behind(_ context: UnsafeMutableRawPointer?) -> CurlExchange? {
    context.map { Unmanaged<CurlExchange>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: What libcurl tells

  /// Opens the socket of a connection, if its address is one that may be connected to.
  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    var count = 0
    guard let octets = atrium_curl_octets(address, &count),
      policy.admits(UnsafeBufferPointer(start: octets, count: count))
    else {
      wasAddressRefused = true
      return CURL_SOCKET_BAD
    }
    return atrium_curl_open(address)
  }

  private func takeBody(_ buffer: UnsafeRawBufferPointer) -> Int {
    guard body.count + buffer.count <= largestAnswer else {
      verdict = .bodyTooLarge
      return 0
    }
    body.append(contentsOf: buffer)
    return buffer.count
  }

  /// A line of a head or a trailer with its end.
  private func takeLine(_ buffer: UnsafeRawBufferPointer) -> Int {
    headOctets += buffer.count
    guard headOctets <= Self.largestHead else {
      verdict = .headTooLarge
      return 0
    }
    let line = String(decoding: buffer, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      // The head of another answer: what came before it was interim, or a redirect.
      headers = []
      body = []
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...]
      headers.append((String(line[..<colon]), Self.trimmed(value)))
    }
    return buffer.count
  }

  private static func trimmed(_ text: Substring) -> String {
    let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
    let kept = text.utf8.drop { blanks.contains($0) }
    guard let last = kept.lastIndex(where: { !blanks.contains($0) }) else { return "" }
    return String(decoding: kept[...last], as: UTF8.self)
  }
}
