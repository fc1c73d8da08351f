import CCurl

/// Reads small documents from the web. It blocks: run it on a pool, never on an event loop.
public enum WebFetch {
  /// What a server answered.
  public struct Answer: Sendable, Hashable {
    /// The status.
    public let status: Int
    /// The body.
    public let body: [UInt8]
    /// `Cache-Control`, if there is one.
    public let cacheControl: String?
    /// `Age`, if there is one.
    public let age: String?
  }

  /// The document at an address that begins with `https://` or `http://`. Redirections are not
  /// followed: an address that was configured is where the document is.
  /// - Parameters:
  ///   - limit: the largest body, in octets.
  ///   - timeout: how long it may take in all, in seconds.
  public static func get(
    _ url: String, limit: Int, timeout: Int = 10
  ) throws(CurlError) -> Answer {
    let transfer = try CurlTransfer()
    try transfer.set(CURLOPT_URL, url)
    try transfer.set(CURLOPT_PROTOCOLS_STR, "http,https")
    try transfer.set(CURLOPT_FOLLOWLOCATION, 0)
    try transfer.set(CURLOPT_USERAGENT, "atrium")
    try transfer.set(CURLOPT_TIMEOUT, timeout)
    try transfer.collect(limit: limit)
    let status = try transfer.run()
    return Answer(
      status: status, body: transfer.received, cacheControl: transfer.header("Cache-Control"),
      age: transfer.header("Age"))
  }
}
