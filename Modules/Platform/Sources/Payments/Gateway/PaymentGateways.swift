/// The payment providers of a program.
public struct PaymentGateways: Sendable {
  private let gateways: [PaymentProvider: any PaymentGateway]
  /// The provider that is used unless somebody asks for another.
  public let standard: PaymentProvider

  /// The providers of a program.
  /// - Parameters:
  ///   - gateways: those that are configured.
  ///   - standard: which of them is used unless somebody asks for another.
  public init(_ gateways: [any PaymentGateway], standard: PaymentProvider) {
    self.gateways = Dictionary(gateways.map { ($0.provider, $0) }) { first, _ in first }
    self.standard = standard
  }

  /// Those that are configured, in the order of `PaymentProvider`.
  public var configured: [PaymentProvider] {
    PaymentProvider.allCases.filter { gateways[$0] != nil }
  }

  /// A provider.
  /// - Throws: `GatewayError.notConfigured`.
  public func gateway(_ provider: PaymentProvider) throws(GatewayError) -> any PaymentGateway {
    guard let gateway = gateways[provider] else { throw .notConfigured }
    return gateway
  }

  /// A provider; nil if it is not configured.
  public subscript(_ provider: PaymentProvider) -> (any PaymentGateway)? { gateways[provider] }
}
