public import Kernel

/// What the bot remembers of a chat between two updates.
public struct Conversation: Hashable, Sendable {
  /// A question that the next text answers.
  public struct Question: Hashable, Sendable {
    /// What for a plate is asked.
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
      /// To look its fines up.
      case check
      /// To watch it.
      case bind
    }

    /// What for.
    public let purpose: Purpose
    /// From when on a text is no answer any more, in business time.
    public let expiresAt: Instant

    /// A question.
    public init(_ purpose: Purpose, expiresAt: Instant) {
      self.purpose = purpose
      self.expiresAt = expiresAt
    }
  }

  /// The question that is open.
  public var question: Question?
  /// The plate whose binding waits for a yes.
  public var bindOffer: Plate?
  /// Whether an unbinding waits for a yes.
  public var isUnbindOffered: Bool

  /// A chat in which nothing is open, unless it is said.
  public init(question: Question? = nil, bindOffer: Plate? = nil, isUnbindOffered: Bool = false) {
    self.question = question
    self.bindOffer = bindOffer
    self.isUnbindOffered = isUnbindOffered
  }

  /// How long a question stays open, in seconds.
  public static let patience: Int64 = 600
}

/// What is so while an update is handled.
public struct BotFacts: Hashable, Sendable {
  /// Business time.
  public var now: Instant
  /// Whether operators have blocked the person.
  public var isBlocked: Bool
  /// Whether the bot is shut for everybody.
  public var isMaintenance: Bool
  /// Whether the person has premium, in grace too.
  public var hasPremium: Bool
  /// The plate that the person has bound.
  public var boundPlate: Plate?
  /// Whether the bot was blocked by the person, as far as is known.
  public var isPaused: Bool

  /// What is so.
  public init(
    now: Instant, isBlocked: Bool = false, isMaintenance: Bool = false, hasPremium: Bool = false,
    boundPlate: Plate? = nil, isPaused: Bool = false
  ) {
    self.now = now
    self.isBlocked = isBlocked
    self.isMaintenance = isMaintenance
    self.hasPremium = hasPremium
    self.boundPlate = boundPlate
    self.isPaused = isPaused
  }
}

/// What the bot does, in order.
public enum BotEffect: Hashable, Sendable {
  /// Ends the waiting of a button; the text comes as an alert.
  case answerButton(alert: Template?)
  /// Says a text that needs no more than the person's row.
  case say(Template)
  /// Says what is wrong with a plate, quoting it.
  case sayBadPlate(String)
  /// Asks whether a plate takes the place of the one bound.
  case confirmBinding(Plate, insteadOf: Plate)
  /// Counts a check, asks the registry and says what it says.
  case check(Plate)
  /// Binds a vehicle.
  case bind(Plate)
  /// Takes the binding away.
  case unbind
  /// Shows a page of a plate's fines as they are known.
  case showOrders(Plate, page: Int)
  /// Shows a page of all known fines.
  case showFines(page: Int)
  /// Shows plans, or why premium is needed.
  case showPremium(Template)
  /// Makes a payment for an order and sends its link.
  case payOrder(Int64)
  /// Sends an order's media.
  case sendMedia(Int64)
  /// Makes a payment for a plan, and sends its link or its invoice.
  case buyPlan(String, PaymentMethod)
  /// Speaks another language from now on.
  case setLanguage(Language)
  /// Ends a pause, and looks at once for what came meanwhile.
  case resume
  /// Begins a pause: nothing is sent any more.
  case pause
  /// Answers Telegram whether Stars may be taken; nobody else waits for it.
  case answerCheckout(queryID: String, Checkout)
  /// Notes that Stars were paid.
  case noteStars(payload: String, amount: Money, chargeID: String)
}
