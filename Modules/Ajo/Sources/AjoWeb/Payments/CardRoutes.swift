public import Ajo
public import Kernel
import Payments
import Ports
import Router

/// The cards of users: who may call what.
func cardRoutes(_ cards: CardService) -> [Route] {
  let link = linkRoute(cards)
  return [
    .get(
      "/cards", permission: .readOwnWallet, summary: "List your cards, newest first"
    ) { (caller, query: CardQuery) in
      let found = try await cards.cards(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { CardBody($0, on: cards.today) }
    },
    link,
    link.at("/cards/link").counted(as: "/cards"),
    .delete(
      "/cards/{id}", permission: .changeOwnCards, summary: "Remove a card",
      refusals: [CardRefusal.self]
    ) { (caller, path: RecordPath<Card>) in
      try await cards.remove(path.id, of: caller.userID)
      return Reply<NoContent>.noContent
    },
  ]
}

private func linkRoute(_ cards: CardService) -> Route {
  .post(
    "/cards", permission: .changeOwnCards, summary: "Link the card that paid one of your deposits",
    status: 201,
    refusals: [CardRefusal.self, ProviderUnavailable.self, UserLeaving.self],
    answer: { (card: Card) in
      Reply.created(CardBody(card, on: cards.today), at: "/cards/\(card.id)")
    }
  ) { (caller, input: CardInput, once) in
    try await cards.link(input.reference, of: input.provider, by: caller.userID, once: once)
  }
}

extension ProblemKind {
  /// 409: the charge has not succeeded.
  static let chargeNotFinished = ProblemKind(
    status: 409, code: "charge_not_finished", title: "The charge is not finished")
  /// 409: the card cannot be charged again.
  static let cardNotReusable = ProblemKind(
    status: 409, code: "card_not_reusable", title: "The card cannot be charged again")
  /// 409: the user has linked the card.
  static let cardAlreadyLinked = ProblemKind(
    status: 409, code: "card_already_linked", title: "You have linked this card")
}

extension CardRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .chargeNotFinished: Problem(.chargeNotFinished, detail: "Pay the deposit first.")
    case .notReusable:
      Problem(.cardNotReusable, detail: "The provider does not let it be charged again.")
    case .alreadyLinked: Problem(.cardAlreadyLinked, detail: "A card is linked once.")
    }
  }
}

/// The query of `GET /cards`.
struct CardQuery: RequestInput {
  let page: PageRequest<Card, Card.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.cards", by: \.id)
  }
}

/// The body of `POST /cards`.
struct CardInput: RequestInput {
  let provider: PaymentProvider
  let reference: String

  init(from fields: inout RequestFields) {
    provider = fields.body("provider", .enumeration(PaymentProvider.self))
    reference = fields.body("reference", .string(length: 1...100))
  }
}

/// A card on the wire.
struct CardBody: ResponseBody {
  let card: Card
  let isExpired: Bool

  /// - Parameter date: today.
  init(_ card: Card, on date: CivilDate) {
    self.card = card
    isExpired = card.isExpired(on: date)
  }

  static let shape = Shape<CardBody>(
    "Card",
    .id("id") { $0.card.id },
    .enumeration("provider") { $0.card.provider },
    .string("brand") { $0.card.brand },
    .string("last4") { $0.card.lastFour },
    .integer("expiry_month") { $0.card.expiryMonth },
    .integer("expiry_year") { $0.card.expiryYear },
    .oneOf("status", ["active", "expired"]) { $0.isExpired ? "expired" : "active" },
    .instant("created_at") { $0.card.createdAt })
}
