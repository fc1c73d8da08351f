public import PlatformSQL
public import Work

/// What contexts look up in their tables before an account is deleted.
public enum LeavingQuestionOffer: OfferKey {
  /// One question.
  public typealias Item = LeavingQuestion
}

/// The ledger accounts of contexts that close when their user leaves.
public enum LeaverAccountsOffer: OfferKey {
  /// The accounts of one context.
  public typealias Item = LeaverAccounts
}

extension Offers {
  /// What the context looks up in its tables before an account is deleted; none where nothing in
  /// them stands in the way. Its `…SQL` makes the questions.
  public var leaving: [LeavingQuestion] {
    get { self[LeavingQuestionOffer.self] }
    set { self[LeavingQuestionOffer.self] = newValue }
  }

  /// The ledger accounts that the context has for users, which must be empty when they leave.
  public var leaverAccounts: [LeaverAccounts] {
    get { self[LeaverAccountsOffer.self] }
    set { self[LeaverAccountsOffer.self] = newValue }
  }
}

extension AllOffers {
  /// Every database with the contexts that are asked there before an account is deleted.
  public func leavingPlaces(_ stores: [SharedStore]) -> [LeavingPlace] {
    stores.map { store in
      LeavingPlace(
        contexts: store.contexts, work: store.store.work(of: "platform"),
        parties: contexts.compactMap { context in
          let (accounts, questions) = (
            context.offers[LeaverAccountsOffer.self], context.offers[LeavingQuestionOffer.self]
          )
          guard store.contexts.contains(context.context), !accounts.isEmpty || !questions.isEmpty
          else { return nil }
          return LeavingParty(context.context, accounts: accounts, questions: questions)
        })
    }
  }
}
