import CCurl

/// One transfer by libcurl. It blocks: run it on a pool, never on an event loop.
final class CurlTransfer {
  private let handle: OpaquePointer
  private var lists: [UnsafeMutablePointer<curl_slist>?] = []
  /// What is still to be sent.
  private var outgoing: ArraySlice<UInt8> = []
  /// What was received.
  private(set) var received: [UInt8] = []
  private var limit = 0
  /// What was received beside the content.
  private(set) var receivedHeader: [UInt8] = []
  private var headerLimit = 0

  init() throws(CurlError) {
    try CurlError.check(libcurlStarted)
    guard let handle = curl_easy_init() else { throw CurlError(CURLE_FAILED_INIT) }
    self.handle = OpaquePointer(handle)
    // Signals are the program's own.
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_CONNECTTIMEOUT, 10)
    try set(CURLOPT_TIMEOUT, 30)
    try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
  }

  deinit {
    curl_easy_cleanup(UnsafeMutableRawPointer(handle))
    for list in lists { curl_slist_free_all(list) }
  }

  private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

  func set(_ option: CURLoption, _ number: Int) throws(CurlError) {
    try CurlError.check(atrium_curl_set_long(raw, option, number))
  }

  func set(_ option: CURLoption, _ text: String) throws(CurlError) {
    try CurlError.check(atrium_curl_set_text(raw, option, text))
  }

  func set(_ option: CURLoption, _ texts: [String]) throws(CurlError) {
    var list: UnsafeMutablePointer<curl_slist>?
    for text in texts {
      guard let longer = curl_slist_append(list, text) else {
        curl_slist_free_all(list)
        throw CurlError(CURLE_OUT_OF_MEMORY)
      }
      list = longer
    }
    lists.append(list)
    try CurlError.check(atrium_curl_set_list(raw, option, list))
  }

  /// Sends these octets.
  func upload(_ octets: [UInt8]) throws(CurlError) {
    outgoing = octets[...]
    try set(CURLOPT_UPLOAD, 1)
    // The transfer outlives every call: they are made within `run`.
    try CurlError.check(
      atrium_curl_set_callback(
        raw, CURLOPT_READFUNCTION,
        { buffer, size, count, context in
          guard let buffer, let context else { return 0 }
          let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
          return transfer.read(
            into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque()))
  }

  /// Receives up to `limit` octets; beyond it the transfer fails.
  func collect(limit: Int) throws(CurlError) {
    self.limit = limit
    try CurlError.check(
      atrium_curl_set_callback(
        raw, CURLOPT_WRITEFUNCTION,
        { buffer, size, count, context in
          guard let buffer, let context else { return 0 }
          let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
          return transfer.take(UnsafeRawBufferPointer(start: buffer, count: size * count))
        }, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque()))
  }

  /// Receives up to `limit` octets of what comes beside the content: HTTP's header, the replies of
  /// a mail server. Beyond it the transfer fails.
  func collectHeader(limit: Int) throws(CurlError) {
    headerLimit = limit
    try CurlError.check(
      atrium_curl_set_callback(
        raw, CURLOPT_HEADERFUNCTION,
        { buffer, size, count, context in
          guard let buffer, let context else { return 0 }
          let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
          return transfer.takeHeader(UnsafeRawBufferPointer(start: buffer, count: size * count))
        }, CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque()))
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = outgoing.prefix(buffer.count)
    buffer.copyBytes(from: part)
    outgoing = outgoing.dropFirst(part.count)
    return part.count
  }

  private func take(_ buffer: UnsafeRawBufferPointer) -> Int {
    guard received.count + buffer.count <= limit else { return 0 }
    received.append(contentsOf: buffer)
    return buffer.count
  }

  private func takeHeader(_ buffer: UnsafeRawBufferPointer) -> Int {
    guard receivedHeader.count + buffer.count <= headerLimit else { return 0 }
    receivedHeader.append(contentsOf: buffer)
    return buffer.count
  }

  /// Performs the transfer.
  /// - Returns: the status that the server answered with; 0 where the protocol has none.
  func run() throws(CurlError) -> Int {
    try CurlError.check(curl_easy_perform(raw))
    return Int(atrium_curl_status(raw))
  }

  /// The first field of a name in what the server answered last.
  func header(_ name: String) -> String? {
    var field: UnsafeMutablePointer<curl_header>?
    guard curl_easy_header(raw, name, 0, UInt32(CURLH_HEADER), -1, &field) == CURLHE_OK,
      let value = field?.pointee.value
    else { return nil }
    return String(cString: value)
  }
}
