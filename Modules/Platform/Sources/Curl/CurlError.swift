import CCurl

/// Why a transfer came to nothing. Says nothing of addresses and what was sent.
public struct CurlError: Error, Hashable, Sendable, CustomStringConvertible {
  /// libcurl's number for it.
  public let code: UInt32
  /// libcurl's words for it.
  public let description: String

  init(_ code: CURLcode) {
    self.code = code.rawValue
    description = String(cString: curl_easy_strerror(code))
  }

  static func check(_ code: CURLcode) throws(CurlError) {
    guard code == CURLE_OK else { throw CurlError(code) }
  }
}

/// Starts libcurl with the first use in the process.
let libcurlStarted: CURLcode = atrium_curl_start()
