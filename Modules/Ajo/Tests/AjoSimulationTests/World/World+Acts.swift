import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import Work

/// What came of an act.
enum Verdict: Hashable, Sendable {
  case done
  /// In whose words.
  case refused(String)
  /// The database failed: it may be done or not.
  case unknown
}

extension World {
  /// Does what happens.
  /// - Parameter step: tells this act from all others: what is done again with the same number is
  ///   the same request.
  /// - Throws: what nobody expects.
  func take(_ act: Act, step: Int) async throws -> Verdict {
    do {
      try await carryOut(act, step)
      return .done
    } catch let replay as Replay {
      guard case .answer(let answer) = replay, answer.status < 400 else {
        return .refused("\(replay)")
      }
      return .done
    } catch is StorageUnavailable {
      return .unknown
    } catch  where Self.isRefusal(error) {
      return .refused("\(error)")
    }
  }

  private func carryOut(_ act: Act, _ step: Int) async throws {
    switch act {
    case .money(let act): try await take(act, step)
    case .deposit(let act): try await take(act, step)
    case .withdrawal(let act): try await take(act, step)
    case .circle(let act): try await take(act, step)
    case .proposal(let act): try await take(act, step)
    case .weather(let weather):
      gateway.setReachable(weather != .down)
      switch weather {
      case .fair: gateway.answer(.done)
      case .lossy: gateway.answer(.lost)
      case .down: gateway.answer(.unreachable)
      case .refusing: gateway.answer(.refused)
      }
    case .askProvider: try await askProvider()
    case .collectDebts: try await collectDebts()
    case .pass(let hours): try await pass(until: clock.now().adding(seconds: hours * 3_600))
    }
  }

  /// Whether an error says that something is not done, and why.
  private static func isRefusal(_ error: any Error) -> Bool {
    error is CircleRefusal || error is ContributionRefusal || error is ProposalRefusal
      || error is ValidationErrors || error is TransferRefusal || error is DepositRefusal
      || error is LimitRefusal || error is ProviderUnavailable || error is PaymentRefused
      || error is WithdrawalRefusal || error is WithdrawalChangeRefusal
      || error is SettlementRefusal || error is ReversalRefusal || error is PinRequired
  }

  var actor: Actor { Actor(userID: administrator) }

  func key(_ step: Int, of user: UserID) -> IdempotencyKey {
    IdempotencyKey(
      owner: user.rawValue, route: "simulated", key: "step \(step)",
      fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
  }

  func naira(_ amount: Int64) -> Money { Money(minorUnits: amount, unit: .naira) }

  /// The row of a number, of those that a condition leaves, as they came.
  func nth<Entity>(_ number: Int, of rows: SQL) async throws -> Identifier<Entity> {
    let id: Identifier<Entity>? = try await database.first(
      "SELECT id FROM \(rows) ORDER BY id LIMIT 1 OFFSET \(number)"
    ) { try $0.get(0, as: Identifier<Entity>.self) }
    guard let id else { throw NoSuchRow(number: number) }
    return id
  }

  struct NoSuchRow: Error {
    let number: Int
  }
}
