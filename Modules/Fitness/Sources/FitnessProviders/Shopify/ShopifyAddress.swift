public import Curl

/// How a shop is reached.
public struct ShopifyAddress: Sendable {
  /// The shop's address, without a `/` at its end.
  public let base: String
  /// The token that its administrator made for us.
  public let accessToken: String
  /// The version of the API, such as `2026-10`.
  public let version: String
  /// Which addresses may be connected to.
  public let addresses: AddressPolicy
  /// How long one attempt may take.
  public var deadline: Duration = .seconds(10)

  /// A shop's address.
  public init(base: String, accessToken: String, version: String, addresses: AddressPolicy) {
    var base = base
    while base.hasSuffix("/") { base.removeLast() }
    self.base = base
    self.accessToken = accessToken
    self.version = version
    self.addresses = addresses
  }

  /// Where questions are asked.
  var endpoint: String { "\(base)/admin/api/\(version)/graphql.json" }
}
