public import Ports

/// What contexts keep about a person, for them to take away.
public enum PersonalDataOffer: OfferKey {
  /// Tells it.
  public typealias Item = any PersonalDataSource
}

extension Offers {
  /// Tells what the context keeps about a person; nil where it keeps nothing.
  public var personalData: (any PersonalDataSource)? {
    get { self[PersonalDataOffer.self].first }
    set { self[PersonalDataOffer.self] = newValue.map { [$0] } ?? [] }
  }
}
