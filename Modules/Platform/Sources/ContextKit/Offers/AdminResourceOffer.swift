public import AdminResources

/// What administrators look at and do, context by context.
public enum AdminResourceOffer: OfferKey {
  /// One kind of records.
  public typealias Item = AdminResource
}

extension Offers {
  /// The kinds of records that administrators look at.
  public var adminResources: [AdminResource] {
    get { self[AdminResourceOffer.self] }
    set { self[AdminResourceOffer.self] = newValue }
  }
}

extension AllOffers {
  /// Every kind of records, by context, then by name.
  public var adminResources: [DeclaredResource] {
    contexts.flatMap { context in
      context.offers.adminResources.map { DeclaredResource(context.context, $0) }
    }
    .sorted { ($0.context, $0.resource.name) < ($1.context, $1.resource.name) }
  }
}
