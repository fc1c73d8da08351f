/// A payment provider that there is an adapter for.
public enum PaymentProvider: String, Hashable, Sendable, CaseIterable {
  /// Paystack.
  case paystack
  /// Flutterwave.
  case flutterwave
  /// Embedded, without a network: for development and demos.
  case sandbox
}
