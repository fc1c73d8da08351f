import Kernel

extension Conversation {
  /// Takes an update in: what the chat remembers changes, and what is done follows from that and
  /// the facts alone.
  /// - Parameter bot: the bot's username.
  public mutating func take(_ content: BotUpdate.Content, bot: String?, _ facts: BotFacts)
    -> [BotEffect]
  {
    switch content {
    // Money and blocks are told whatever the bot thinks of the person.
    case .checkout(let queryID, let checkout): return [.answerCheckout(queryID: queryID, checkout)]
    case .starsPaid(let payload, let amount, let chargeID):
      return [.noteStars(payload: payload, amount: amount, chargeID: chargeID)]
    case .membership(let isMember): return membership(isMember, facts)
    case .text(let text):
      // Who writes has let the bot in.
      let resumed: [BotEffect] = facts.isPaused ? [.resume] : []
      if let shut = Self.shut(facts) { return resumed + [.say(shut)] }
      return resumed + take(BotText(text, bot: bot), facts)
    case .button(_, let data):
      if let shut = Self.shut(facts) { return [.answerButton(alert: shut)] }
      guard let button = ButtonData(data) else { return [.answerButton(alert: nil)] }
      return [.answerButton(alert: nil)] + press(button, facts)
    }
  }

  private static func shut(_ facts: BotFacts) -> Template? {
    facts.isMaintenance ? .maintenance : facts.isBlocked ? .blocked : nil
  }

  private func membership(_ isMember: Bool, _ facts: BotFacts) -> [BotEffect] {
    guard isMember == facts.isPaused else { return [] }
    return isMember ? [.resume] : [.pause]
  }

  private mutating func take(_ text: BotText, _ facts: BotFacts) -> [BotEffect] {
    let asked = question.flatMap { facts.now < $0.expiresAt ? $0.purpose : nil }
    question = nil
    switch text {
    case .command(let command): return obey(command, facts)
    case .words(let words):
      if let asked { return answer(words, to: asked, facts) }
      return Plate(words).map { [.check($0)] } ?? [.say(.unknown)]
    }
  }

  private mutating func obey(_ command: BotCommand, _ facts: BotFacts) -> [BotEffect] {
    switch command {
    case .start: return [.say(.welcome)]
    case .check(let plate): return plate.map { answer($0, to: .check, facts) } ?? ask(.check, facts)
    case .bind(let plate):
      // Who may not bind is told so before typing a plate.
      guard facts.hasPremium else { return [.showPremium(.premiumRequired)] }
      return plate.map { answer($0, to: .bind, facts) } ?? ask(.bind, facts)
    case .unbind:
      isUnbindOffered = facts.boundPlate != nil
      return [.say(isUnbindOffered ? .unbindConfirm : .noBinding)]
    case .fines: return [.showFines(page: 1)]
    case .premium: return [.showPremium(.premiumStatus)]
    case .usage: return [.say(.usage)]
    case .language: return [.say(.language)]
    case .help: return [.say(.help)]
    case .paysupport: return [.say(.supportContact)]
    case .cancel:
      self = Conversation()
      return [.say(.cancelled)]
    }
  }

  private mutating func ask(_ purpose: Question.Purpose, _ facts: BotFacts) -> [BotEffect] {
    question = Question(purpose, expiresAt: facts.now.adding(seconds: Self.patience))
    return [.say(.askPlate)]
  }

  private mutating func answer(
    _ words: String, to purpose: Question.Purpose, _ facts: BotFacts
  ) -> [BotEffect] {
    guard let plate = Plate(words) else { return [.sayBadPlate(words)] }
    switch purpose {
    case .check: return [.check(plate)]
    case .bind:
      guard facts.hasPremium else { return [.showPremium(.premiumRequired)] }
      if let bound = facts.boundPlate, bound != plate {
        bindOffer = plate
        return [.confirmBinding(plate, insteadOf: bound)]
      }
      bindOffer = nil
      return [.bind(plate)]
    }
  }

  private mutating func press(_ button: ButtonData, _ facts: BotFacts) -> [BotEffect] {
    switch button {
    case .orders(let plate, let page): return [.showOrders(plate, page: page)]
    case .fines(let page): return [.showFines(page: page)]
    case .pay(let id): return [.payOrder(id)]
    case .media(let id): return [.sendMedia(id)]
    case .plan(let name): return [.buyPlan(name, .gateway)]
    case .stars(let name): return [.buyPlan(name, .stars)]
    case .language(let language): return [.setLanguage(language)]
    case .premium: return [.showPremium(.premiumStatus)]
    case .bind(let yes):
      guard let plate = bindOffer else { return [] }
      bindOffer = nil
      guard yes else { return [.say(.cancelled)] }
      return facts.hasPremium ? [.bind(plate)] : [.showPremium(.premiumRequired)]
    case .unbind(let yes):
      guard isUnbindOffered else { return [] }
      isUnbindOffered = false
      guard yes else { return [.say(.cancelled)] }
      return facts.boundPlate == nil ? [.say(.noBinding)] : [.unbind]
    }
  }
}
