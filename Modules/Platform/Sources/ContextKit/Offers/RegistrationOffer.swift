/// What contexts ask of those who sign up below their mounts.
public enum RegistrationOffer: OfferKey {
  /// What one context asks.
  public typealias Item = RegistrationProfile
}

extension Offers {
  /// What the context asks of those who sign up below its mount; nil where it asks nothing.
  public var registration: RegistrationProfile? {
    get { self[RegistrationOffer.self].first }
    set { self[RegistrationOffer.self] = newValue.map { [$0] } ?? [] }
  }
}
