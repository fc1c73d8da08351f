import Kernel
import KernelTesting
import StorageTesting

/// Ajo and its model side by side.
struct Simulation: Sendable {
  /// After how many steps the ledger is verified from end to end.
  static let verificationPace = 100

  let world: World
  private(set) var model: Model
  private var count = 0
  /// With which steps things came.
  private var births: [Thing: [Int]] = [:]

  init(on engine: Engine, seed: UInt64) async throws {
    let fee: Int64 = seed % 2 == 0 ? 0 : 500
    world = try await World(on: engine, seed: seed, withdrawalFee: fee)
    model = Model(withdrawalFee: fee, at: World.start)
  }

  /// A step with things called by the steps that they came with.
  func step(_ number: Int, _ act: Act, _ trouble: Trouble?) -> Step? {
    act.renamed { births[$0]?[$1] }.map { Step(number: number, act: $0, trouble: trouble) }
  }

  /// Has both do a step, unless it names what never came.
  /// - Returns: what they disagree about; nothing where they do not.
  mutating func take(_ step: Step) async -> [String] {
    let act = step.act.renamed { births[$0]?.firstIndex(of: $1) }
    guard let act, model.knows(act) else { return [] }
    count += 1
    let before = Thing.allCases.map(model.count)
    defer {
      for (thing, count) in zip(Thing.allCases, before) where model.count(thing) > count {
        births[thing, default: []].append(step.number)
      }
    }
    do {
      return try await compare(act, step.trouble)
    } catch {
      return ["nobody expects \(error)"]
    }
  }

  private mutating func compare(_ act: Act, _ trouble: Trouble?) async throws -> [String] {
    let before = model
    if let trouble, before.bears(act), !act.isAskedAnew { world.failing.fail(trouble.fault) }
    var verdict = try await world.take(act, step: count)
    world.failing.fail(nil)
    var problems: [String] = []
    let wasUnknown = verdict == .unknown
    if wasUnknown {
      if act.isOneUnit { problems += try await halfDone(act, before) }
      // Whoever was not told asks again.
      verdict = try await world.take(act, step: count)
    }
    let isDone = model.take(act, draw: try await draw(act))
    // A request that was refused without hearing of it may keep its token until that runs out.
    if wasUnknown, act.makesToken {
      model.spendLastToken()
      world.tokens.spendLast()
    }
    if verdict == .unknown {
      problems.append("the database fails without being told to")
    } else if (verdict == .done) != isDone, !(wasUnknown && act.isNews) {
      problems.append("it is \(verdict), and should be \(isDone ? "done" : "refused")")
    }
    problems += try await world.facts().differences(from: model.facts)
    if count % Self.verificationPace == 0 { problems += try await world.findings() }
    return problems
  }

  /// After a failure all is done or nothing.
  private func halfDone(_ act: Act, _ before: Model) async throws -> [String] {
    let kept = try await world.facts()
    let differences = kept.differences(from: before.facts)
    guard !differences.isEmpty else { return [] }
    var after = before
    _ = after.take(act, draw: try await draw(act))
    guard kept != after.facts else { return [] }
    return ["half done:"] + differences
  }

  /// What chance gave, if it did.
  private func draw(_ act: Act) async throws -> [Int] {
    guard case .circle(.start(let number, _, _)) = act,
      model.circles[number].deal.order == .random
    else { return [] }
    return try await world.draw(of: number)
  }
}

extension Trouble {
  var fault: FailingDatabase.Fault {
    switch self {
    case .statement(let number): .statement(number)
    case .lostCommit(let number): .lostCommit(number)
    case .lostAnswer(let number): .lostAnswer(number)
    }
  }
}

extension Model {
  /// Whether something may go wrong beside an act. Where the provider does not take a new deposit,
  /// one that is asked for again is another one.
  fileprivate func bears(_ act: Act) -> Bool {
    switch act {
    case .deposit(.begin): weather == .fair
    // Of a call whose outcome was not kept, the provider's word counts only some minutes later.
    case .askProvider:
      !deposits.contains(where: \.isRefundQueued)
        && (weather != .refusing || !withdrawals.contains { $0.isQueued && $0.isUnderWay })
    default: true
    }
  }

  fileprivate mutating func spendLastToken() {
    if !tokens.isEmpty { tokens[tokens.count - 1].isSpent = true }
  }
}

extension Act {
  /// Whether all of it is done at once.
  fileprivate var isOneUnit: Bool {
    switch self {
    case .askProvider, .collectDebts, .pass, .deposit(.begin), .withdrawal(.giveBack): false
    case .deposit(.hears(_, _, let times)), .deposit(.takenBack(_, _, let times)),
      .withdrawal(.hears(_, _, let times)):
      times == 1
    case .money, .deposit, .withdrawal, .circle, .proposal, .weather: true
    }
  }

  /// What somebody shows with it.
  private var pin: Pin {
    switch self {
    case .money(.send(_, _, _, let pin)), .withdrawal(.begin(_, _, let pin)),
      .circle(.start(_, _, let pin)), .circle(.mandate(_, _, _, let pin)),
      .circle(.offerPledge(_, _, _, let pin)), .circle(.contribute(_, _, _, let pin)):
      pin
    default: .nothing
    }
  }

  /// Whether a token is made for it.
  fileprivate var makesToken: Bool { pin == .token }

  /// Whether it needs another token when it is asked for again: no idempotency key tells that it is
  /// the same request, or the token was another's.
  fileprivate var isAskedAnew: Bool {
    switch (self, pin) {
    case (_, .again), (.circle(.mandate), .token), (.circle(.offerPledge), .token): true
    default: false
    }
  }

  /// Whether it may be refused when it was done before: nobody keeps an answer to it.
  fileprivate var isNews: Bool {
    if case .circle(.cancelAsAdministrator) = self { true } else { false }
  }
}
