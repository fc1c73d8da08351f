public import Ports

/// What contexts keep about a person, for them to take away.
public enum PersonalDataOffer: OfferKey {
  /// Tells it.
  public typealias Item = any PersonalDataSource
}

extension Offers {
  /// Tell what the context keeps about a person, their sections one after the other.
  public var personalData: [any PersonalDataSource] {
    get { self[PersonalDataOffer.self] }
    set { self[PersonalDataOffer.self] = newValue }
  }
}
