public import Payments

/// Who acts on what payment providers say of a context's references.
public enum PaymentReceiverOffer: OfferKey {
  /// One receiver.
  public typealias Item = PaymentReceiver
}

extension Offers {
  /// What acts on what payment providers say of the context's references, one at most. A context
  /// that offers it has the paths of their webhooks below its mount.
  public var payments: PaymentReceiver? {
    get { self[PaymentReceiverOffer.self].first }
    set { self[PaymentReceiverOffer.self] = newValue.map { [$0] } ?? [] }
  }
}
