public import Ports

/// The payment providers of the program. The platform answers it.
public enum PaymentsPort: PortKey {
  /// The providers.
  public typealias Value = PaymentGateways
  /// `Payments`.
  public static let name = "Payments"
}
