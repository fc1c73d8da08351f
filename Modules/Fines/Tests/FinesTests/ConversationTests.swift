import Fines
import Kernel
import Testing

/// What the bot does with what people write and press.
@Suite struct ConversationTests {
  private let now = Instant(seconds: 1_780_000_000)
  private let plate: Plate
  private let other: Plate

  init() throws {
    plate = try #require(Plate("AB123"))
    other = try #require(Plate("CD456"))
  }

  private func facts(_ change: (inout BotFacts) -> Void = { _ in }) -> BotFacts {
    var facts = BotFacts(now: now)
    change(&facts)
    return facts
  }

  private func say(
    _ text: String, in chat: inout Conversation, _ facts: BotFacts? = nil
  ) -> [BotEffect] {
    chat.take(.text(text), bot: "FinesBot", facts ?? self.facts())
  }

  private func press(
    _ data: String, in chat: inout Conversation, _ facts: BotFacts? = nil
  ) -> [BotEffect] {
    chat.take(.button(queryID: "q", data: data), bot: "FinesBot", facts ?? self.facts())
  }

  @Test("A plate is checked by the command, alone, and as the answer to the question")
  func checks() {
    var chat = Conversation()
    #expect(say("/check ab-123", in: &chat) == [.check(plate)])
    #expect(say("/CHECK@finesbot AB123", in: &chat) == [.check(plate)])
    #expect(say(" ab 123 ", in: &chat) == [.check(plate)])
    #expect(say("/check", in: &chat) == [.say(.askPlate)])
    #expect(say("nonsense", in: &chat) == [.sayBadPlate("nonsense")])
    #expect(say("nonsense", in: &chat) == [.say(.unknown)])
    #expect(say("/check@otherbot AB123", in: &chat) == [.say(.unknown)])
    #expect(say("", in: &chat) == [.say(.unknown)])
  }

  @Test("A question is open for ten minutes, and another command ends it")
  func questions() {
    for (seconds, expected) in [(599, BotEffect.bind(plate)), (600, .check(plate))] {
      var chat = Conversation()
      _ = say("/bind", in: &chat, facts { $0.hasPremium = true })
      let later = facts {
        $0.hasPremium = true
        $0.now = now.adding(seconds: Int64(seconds))
      }
      #expect(say("AB123", in: &chat, later) == [expected])
    }
    var chat = Conversation()
    _ = say("/bind", in: &chat, facts { $0.hasPremium = true })
    #expect(say("/usage", in: &chat) == [.say(.usage)])
    #expect(say("AB123", in: &chat) == [.check(plate)])
  }

  @Test("The words of the keyboard are commands, in both languages and any case")
  func keyboard() {
    for language in Language.allCases {
      for word in ReplyKeyboard.rows(in: language).joined() {
        guard case .command = BotText(word.uppercased(), bot: nil) else {
          Issue.record("\(word) is no command")
          continue
        }
      }
    }
  }

  @Test("Another vehicle is bound after one yes, which is good once")
  func rebinding() {
    let bound = facts {
      $0.hasPremium = true
      $0.boundPlate = other
    }
    var chat = Conversation()
    #expect(press("bind:yes", in: &chat, bound) == [.answerButton(alert: nil)])
    #expect(say("/bind AB123", in: &chat, bound) == [.confirmBinding(plate, insteadOf: other)])
    #expect(press("bind:yes", in: &chat, bound) == [.answerButton(alert: nil), .bind(plate)])
    #expect(press("bind:yes", in: &chat, bound) == [.answerButton(alert: nil)])
    #expect(say("/bind CD456", in: &chat, bound) == [.bind(other)])
    _ = say("/bind AB123", in: &chat, bound)
    let ended = press("bind:yes", in: &chat)
    #expect(ended == [.answerButton(alert: nil), .showPremium(.premiumRequired)])
  }

  @Test("Unbinding is asked about, and refused where nothing is bound")
  func unbinding() {
    let bound = facts { $0.boundPlate = plate }
    var chat = Conversation()
    #expect(say("/unbind", in: &chat) == [.say(.noBinding)])
    #expect(say("/unbind", in: &chat, bound) == [.say(.unbindConfirm)])
    #expect(press("unbind:no", in: &chat, bound).last == .say(.cancelled))
    #expect(press("unbind:yes", in: &chat, bound) == [.answerButton(alert: nil)])
    _ = say("/unbind", in: &chat, bound)
    #expect(press("unbind:yes", in: &chat, bound).last == .unbind)
  }

  @Test("Who is blocked is told so and no more; money and blocks are heard all the same")
  func blocked() {
    let blocked = facts { $0.isBlocked = true }
    var chat = Conversation()
    #expect(say("/check AB123", in: &chat, blocked) == [.say(.blocked)])
    #expect(press("pay:1", in: &chat, blocked) == [.answerButton(alert: .blocked)])
    let paid = BotUpdate.Content.starsPaid(
      payload: "payment:1", amount: Money(minorUnits: 1, unit: PaymentBooks.stars), chargeID: "c")
    #expect(chat.take(paid, bot: nil, blocked).count == 1)
    #expect(chat.take(.membership(isMember: false), bot: nil, blocked) == [.pause])
    let shut = facts { $0.isMaintenance = true }
    #expect(say("/start", in: &chat, shut) == [.say(.maintenance)])
  }

  @Test("A pause ends with the first word, or when the bot is let in again, once")
  func pauses() {
    let paused = facts { $0.isPaused = true }
    var chat = Conversation()
    #expect(say("/start", in: &chat, paused) == [.resume, .say(.welcome)])
    #expect(chat.take(.membership(isMember: true), bot: nil, paused) == [.resume])
    #expect(chat.take(.membership(isMember: true), bot: nil, facts()) == [])
    #expect(chat.take(.membership(isMember: false), bot: nil, paused) == [])
  }

  @Test(
    "Whatever comes: a button is answered first and once, and only a yes to an offer binds over")
  func properties() {
    var random = SplitMix(seed: 3)
    let texts = [
      "/start", "/check", "/bind", "/bind AB123", "/bind CD456", "AB123", "x", "/cancel", "/unbind",
      "Штрафы", "", "/",
    ]
    let buttons = [
      "bind:yes", "bind:no", "unbind:yes", "unbind:no", "lang:ru", "pay:1", "media:2", "plan:1m",
      "stars:1m", "orders:AB123:2", "fines:1", "premium", "", "junk:1",
    ]
    for _ in 0..<300 {
      var chat = Conversation()
      var facts = facts()
      for _ in 0..<30 {
        facts.now = facts.now.adding(seconds: .random(in: 0...400, using: &random))
        facts.hasPremium = Bool.random(using: &random)
        let offer = chat.bindOffer
        let isButton = Bool.random(using: &random)
        let said = (isButton ? buttons : texts).randomElement(using: &random) ?? ""
        let effects = isButton ? press(said, in: &chat, facts) : say(said, in: &chat, facts)
        let answers = effects.filter { if case .answerButton = $0 { true } else { false } }
        #expect(answers.count == (isButton ? 1 : 0))
        if isButton { #expect(effects.first == answers.first) }
        #expect(isButton || !effects.isEmpty)
        for case .bind(let plate) in effects {
          #expect(facts.hasPremium)
          let isOver = facts.boundPlate.map { $0 != plate } ?? false
          #expect(!isOver || (isButton && offer == plate))
          facts.boundPlate = plate
        }
        if effects.contains(.unbind) { facts.boundPlate = nil }
      }
    }
  }

  @Test("Data of buttons comes back as it was, within 64 octets; anything else is none")
  func data() throws {
    let plate = try #require(Plate("ABCDEFGH12"))
    let data: [ButtonData] = [
      .orders(plate, page: 1_000_000), .fines(page: 1), .pay(.max), .media(.max), .plan("a_1"),
      .stars(String(repeating: "a", count: 20)), .bind(true), .unbind(false), .language(.russian),
      .premium,
    ]
    for button in data {
      #expect(ButtonData(button.text) == button && button.text.utf8.count <= ButtonData.longest)
    }
    for text in [
      "pay:0", "pay:-1", "pay:01", "pay:+1", "fines:0", "orders:ab123:1", "bind:maybe", "lang:de",
      "plan:", "premium:", "pay:1:2", "", "plan:" + String(repeating: "a", count: 60),
    ] { #expect(ButtonData(text) == nil, "\(text)") }
  }

  @Test("Pages have five each, and one that is gone is the last")
  func pages() {
    #expect(ListPage(1, of: 0).places.isEmpty && ListPage(1, of: 0).count == 1)
    #expect(ListPage(9, of: 11).places == 10..<11)
    for things in 0..<30 {
      let pages = (1...ListPage(1, of: things).count).map { ListPage($0, of: things).places }
      #expect(pages.flatMap(Array.init) == Array(0..<things))
    }
  }

  @Test("Languages: of the app at first, and nouns with numbers")
  func languages() {
    #expect(Language(firstContact: "ru-RU") == .russian && Language(firstContact: nil) == .english)
    for (count, form) in [
      (0, PluralForm.many), (1, .one), (2, .few), (5, .many), (11, .many), (12, .many), (21, .one),
      (22, .few), (111, .many), (114, .many), (121, .one),
    ] { #expect(Language.russian.plural(Int64(count)) == form) }
    #expect(Language.english.plural(1) == .one && Language.english.plural(21) == .many)
  }
}
