public import Kernel

/// The currencies of what contexts ask a PIN for. Auth reads the amounts that PIN tokens are made
/// for in the first one.
public enum PinCurrencyOffer: OfferKey {
  /// A currency.
  public typealias Item = Unit
}

extension Offers {
  /// The currency of what the context asks a PIN for; nil where it asks for none.
  public var pinCurrency: Unit? {
    get { self[PinCurrencyOffer.self].first }
    set { self[PinCurrencyOffer.self] = newValue.map { [$0] } ?? [] }
  }
}
