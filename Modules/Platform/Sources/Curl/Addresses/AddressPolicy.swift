/// Which addresses a request may reach. It is asked about the address that is connected to, after
/// names are resolved and for each redirect, so a name that changes its answer gains nothing.
public enum AddressPolicy: Hashable, Sendable, CaseIterable {
  /// Only addresses that everybody can reach: for addresses that users name.
  case publicOnly
  /// Any address: for addresses that the configuration names.
  case any

  /// Whether an address may be connected to.
  /// - Parameter octets: 4 or 16.
  public func admits(_ octets: some Collection<UInt8>) -> Bool {
    self == .any || AddressKind(octets: octets) == .global
  }
}
