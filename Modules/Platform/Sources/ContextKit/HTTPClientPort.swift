public import Curl
public import Ports

/// Sends requests to other servers. A program has one client, whose bounds hold for all contexts.
public enum HTTPClientPort: PortKey {
  /// The client.
  public typealias Value = HTTPClient
  /// `HTTPClient`.
  public static let name = "HTTPClient"
}
